package onces

import (
	"sync"
	"sync/atomic"
)

// A Once by hand: the flag is atomic and set last.
type flagged struct {
	mu    sync.Mutex
	ready atomic.Bool
	words map[string]int
}

func (f *flagged) getOk(word string) int {
	if !f.ready.Load() {
		f.fill()
	}
	return f.words[word]
}

func (f *flagged) fill() {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.ready.Load() {
		return
	}
	f.words = map[string]int{}
	f.words["one"] = 1
	f.ready.Store(true)
}

// The flag is a plain variable, which orders nothing.
type unflagged struct {
	mu    sync.Mutex
	ready bool
	words map[string]int
}

func (u *unflagged) getBad(word string) int {
	if !u.ready {
		u.fill()
	}
	return u.words[word] // want concurrent-map-read-and-map-write "u.words"
}

func (u *unflagged) fill() {
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.ready {
		return
	}
	u.words = map[string]int{}
	u.words["one"] = 1
	u.ready = true
}

// Two of them for one map.
type twice struct {
	first, second sync.Once
	words         map[string]int
}

func (t *twice) oneBad() {
	t.first.Do(func() {
		t.words["one"] = 1 // want concurrent-map-writes "t.words"
	})
}

func (t *twice) twoBad() {
	t.second.Do(func() {
		t.words["two"] = 2 // want concurrent-map-writes "t.words"
	})
}

// A new one at each call.
type forgetful struct{ words map[string]int }

func (f *forgetful) fillBad() {
	var once sync.Once
	once.Do(func() {
		f.words["one"] = 1 // want concurrent-map-writes "f.words"
	})
}

// One for each entry, with the map of the entry.
type entry struct {
	once  sync.Once
	parts map[string]int
}

type index struct {
	mu      sync.Mutex
	entries map[string]*entry
}

func (i *index) entry(key string) *entry {
	i.mu.Lock()
	defer i.mu.Unlock()
	found := i.entries[key]
	if found == nil {
		found = &entry{}
		i.entries[key] = found
	}
	return found
}

func (i *index) partOk(key string) int {
	found := i.entry(key)
	found.once.Do(func() {
		found.parts = map[string]int{}
		found.parts[key] = len(key)
	})
	return found.parts[key]
}

// Run shares all of them.
func Run(words []string) {
	var f flagged
	var u unflagged
	t := &twice{words: map[string]int{}}
	g := &forgetful{words: map[string]int{}}
	i := &index{entries: map[string]*entry{}}
	go t.oneBad()
	go t.twoBad()
	for _, word := range words {
		go f.getOk(word)
		go u.getBad(word)
		go g.fillBad()
		go i.partOk(word)
	}
}
