// Package registries picks what runs from a table of makers.
package registries

import "fmt"

type picker interface{ pick(name string) }

var makers = map[string]func() picker{"first": newFirst, "second": newSecond}

// All pickers of the first kind share it.
var picked = map[string]int{}

type first struct{}

func newFirst() picker { return &first{} }

func (f *first) pick(name string) { markBad(name) }

func markBad(name string) {
	picked[name]++ // want concurrent-map-writes
}

type second struct{ last string }

func newSecond() picker { return &second{} }

func (s *second) pick(name string) {
	s.last = name
}

func Pick(names []string) {
	for _, name := range names {
		go makers[name]().pick(name)
	}
}

type shower interface{ String() string }

var shown = map[string]int{}

// It is never put where a shower lies, though it would fit there.
type card struct{ name string }

func (c *card) String() string {
	shown[c.name]++
	return c.name
}

type note struct{ text string }

func (n *note) String() string { return n.text }

func newNote(text string) shower { return &note{text: text} }

var notes = map[string]func(text string) shower{"note": newNote}

func ShowOk(texts []string) {
	fmt.Println(&card{name: "card"})
	for _, text := range texts {
		go func() {
			println(notes[text](text).String())
		}()
	}
}
