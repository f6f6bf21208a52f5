// Package onces fills maps once, by all forms of sync.Once, and reads them through what fills them, or around it.
package onces

import (
	"bufio"
	"strings"
	"sync"
)

const text = "one 1\ntwo 2\n"

func parse() map[string]string {
	words := map[string]string{}
	lines := bufio.NewScanner(strings.NewReader(text))
	for lines.Scan() {
		key, value, _ := strings.Cut(lines.Text(), " ")
		words[key] = value
	}
	return words
}

// The method is the function of the Once.
type dictionary struct {
	once  sync.Once
	words map[string]string
}

func (d *dictionary) load() {
	d.words = make(map[string]string)
	for key, value := range parse() {
		d.words[key] = value
	}
}

func (d *dictionary) all() map[string]string {
	d.once.Do(d.load)
	return d.words
}

func (d *dictionary) findOk(word string) string { return d.all()[word] }

func (d *dictionary) countOk() int {
	d.once.Do(d.load)
	return len(d.words)
}

func useDictionary(words []string) {
	var d dictionary
	for _, word := range words {
		go d.findOk(word)
		go d.countOk()
	}
}

// A value that is made when it is first asked for.
var glossary = sync.OnceValue(parse)

var symbols = sync.OnceValues(func() (map[string]string, error) {
	found := parse()
	found["three"] = "3"
	return found, nil
})

func glossOk(word string) string {
	found, err := symbols()
	if err != nil {
		return ""
	}
	return glossary()[word] + found[word]
}

func glossAll(words []string) {
	for _, word := range words {
		go glossOk(word)
	}
}

var names map[string]string

var loadNames = sync.OnceFunc(func() {
	names = make(map[string]string)
	names["one"] = "eins"
})

func nameOk(word string) string {
	loadNames()
	return names[word]
}

func nameAll(words []string) {
	for _, word := range words {
		go nameOk(word)
	}
}

// One reader forgets to ask.
type lexicon struct {
	once  sync.Once
	words map[string]string
}

func (l *lexicon) load() {
	l.words = make(map[string]string)
	for key, value := range parse() {
		l.words[key] = value
	}
}

func (l *lexicon) findOk(word string) string {
	l.once.Do(l.load)
	return l.words[word]
}

func (l *lexicon) hasBad(word string) bool {
	_, found := l.words[word] // want concurrent-map-read-and-map-write "l.words"
	return found
}

func useLexicon(words []string) {
	var l lexicon
	for _, word := range words {
		go l.findOk(word)
		go l.hasBad(word)
	}
}

// Filled once, and added to later without a lock.
type thesaurus struct {
	once  sync.Once
	words map[string]string
}

func (t *thesaurus) findBad(word string) string {
	t.once.Do(func() { t.words = parse() })
	found, ok := t.words[word]
	if !ok {
		found = strings.ToLower(word)
		t.words[word] = found // want concurrent-map-writes "t.words"
	}
	return found
}

func useThesaurus(words []string) {
	var t thesaurus
	for _, word := range words {
		go t.findBad(word)
	}
}
