// Package keptback looks for a map, and makes one and puts it there where none is.
package keptback

import "sync"

type table struct{ rows map[string]int }

func (t *table) addBad(name string) {
	rows := t.rows
	if rows == nil {
		rows = map[string]int{}
		t.rows = rows
	}
	rows[name]++ // want concurrent-map-writes
}

func Add(names []string) {
	t := &table{}
	for _, name := range names {
		go t.addBad(name)
	}
}

type guarded struct {
	mu   sync.Mutex
	rows map[string]int
}

func (g *guarded) addOk(name string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	rows := g.rows
	if rows == nil {
		rows = map[string]int{}
		g.rows = rows
	}
	rows[name]++
}

func AddGuarded(names []string) {
	g := &guarded{}
	for _, name := range names {
		go g.addOk(name)
	}
}

type index struct {
	mu    sync.Mutex
	words map[string]map[string]int
}

// The lock is for the outer map only.
func (x *index) addBad(word, page string) {
	x.mu.Lock()
	pages, ok := x.words[word]
	if !ok {
		pages = map[string]int{}
		x.words[word] = pages
	}
	x.mu.Unlock()
	pages[page]++ // want concurrent-map-writes
}

func (x *index) drop(word, page string) {
	x.mu.Lock()
	defer x.mu.Unlock()
	delete(x.words[word], page)
}

func Index(words []string) {
	x := &index{words: map[string]map[string]int{}}
	go func() {
		for _, word := range words {
			x.drop(word, "first")
		}
	}()
	for _, word := range words {
		x.addBad(word, "first")
	}
}

type counter struct {
	mu    sync.Mutex
	words map[string]map[string]int
}

func (c *counter) addOk(word, page string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	pages, ok := c.words[word]
	if !ok {
		pages = map[string]int{}
		c.words[word] = pages
	}
	pages[page]++
}

func (c *counter) dropOk(word, page string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.words[word], page)
}

func Count(words []string) {
	c := &counter{words: map[string]map[string]int{}}
	go func() {
		for _, word := range words {
			c.dropOk(word, "first")
		}
	}()
	for _, word := range words {
		c.addOk(word, "first")
	}
}

type shown struct{ labels map[string]int }

// What is made is its own: it is not put back.
func (s *shown) showOk(name string) {
	labels := s.labels
	if name != "" {
		labels = map[string]int{}
		for label, count := range s.labels {
			labels[label] = count
		}
		labels[name]++
	}
	println(len(labels))
}

func Show(names []string) {
	s := &shown{labels: map[string]int{}}
	for _, name := range names {
		go s.showOk(name)
	}
}
