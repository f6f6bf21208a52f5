// Package iterators ranges over functions that range over maps.
package iterators

import (
	"iter"
	"sync"
)

type table struct {
	mu   sync.Mutex
	rows map[string]int
}

func (t *table) allBad() iter.Seq2[string, int] {
	return func(yield func(string, int) bool) {
		for key, row := range t.rows { // want concurrent-map-iteration-and-map-write
			if !yield(key, row) {
				return
			}
		}
	}
}

func sum() int {
	shared := &table{rows: map[string]int{}}
	go func() {
		for key := range shared.allBad() {
			println(key)
		}
	}()
	shared.mu.Lock()
	defer shared.mu.Unlock()
	shared.rows["sum"] = 1
	return len(shared.rows)
}

// The function itself, not one that it returns.
func (t *table) keysBad(yield func(string) bool) {
	for key := range t.rows { // want concurrent-map-iteration-and-map-write
		if !yield(key) {
			return
		}
	}
}

func useKeys() {
	shared := &table{rows: map[string]int{}}
	go func() {
		for key := range shared.keysBad {
			println(key)
		}
	}()
	shared.mu.Lock()
	shared.rows["key"] = 1
	shared.mu.Unlock()
}

// Handed to a function that ranges over it.
func drain(keys iter.Seq[string]) {
	for key := range keys {
		println(key)
	}
}

func (t *table) drainedBad(yield func(string) bool) {
	for key := range t.rows { // want concurrent-map-iteration-and-map-write
		if !yield(key) {
			return
		}
	}
}

func useDrain() {
	shared := &table{rows: map[string]int{}}
	go drain(shared.drainedBad)
	shared.mu.Lock()
	shared.rows["key"] = 1
	shared.mu.Unlock()
}

func (t *table) allOk() iter.Seq2[string, int] {
	return func(yield func(string, int) bool) {
		t.mu.Lock()
		defer t.mu.Unlock()
		for key, row := range t.rows {
			if !yield(key, row) {
				return
			}
		}
	}
}

func (t *table) putOk(key string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.rows[key]++
}

func useAllOk() {
	shared := &table{rows: map[string]int{}}
	go func() {
		for key := range shared.allOk() {
			println(key)
		}
	}()
	shared.putOk("key")
}

// Each goroutine has a table of its own.
func ownOk() {
	own := &table{rows: map[string]int{"one": 1}}
	for key, row := range own.pairs() {
		println(key, row)
	}
	own.rows["two"] = 2
}

func (t *table) pairs() iter.Seq2[string, int] {
	return func(yield func(string, int) bool) {
		for key, row := range t.rows {
			if !yield(key, row) {
				return
			}
		}
	}
}

func useOwn() {
	go ownOk()
	ownOk()
}
