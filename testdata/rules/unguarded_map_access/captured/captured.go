// Package captured guards package tables with locks of two kinds: a variable of the function around, which has no name elsewhere, and
// a package variable.
package captured

import "sync"

// Version has no variables at all.
func Version() string { return "1" }

var hits = map[string]int{}

// API holds what callers may do.
type API struct{ Get, Set, Drop, Size func() int }

// New guards the table with a lock of its own, which says nothing to those who call Size.
func New(count int, name string) *API {
	var mu sync.Mutex
	get := func() int {
		mu.Lock()
		defer mu.Unlock()
		return hits[name]
	}
	set := func() int {
		mu.Lock()
		defer mu.Unlock()
		hits[name] = count
		return count
	}
	drop := func() int {
		mu.Lock()
		defer mu.Unlock()
		delete(hits, name)
		return count
	}
	size := func() int { return len(hits) }
	return &API{Get: get, Set: set, Drop: drop, Size: size}
}

var (
	seenMu sync.Mutex
	seen   = map[string]int{}
)

func Get(name string) int {
	seenMu.Lock()
	defer seenMu.Unlock()
	return seen[name]
}

func Set(name string, count int) {
	seenMu.Lock()
	defer seenMu.Unlock()
	seen[name] = count
}

func Drop(name string) {
	seenMu.Lock()
	defer seenMu.Unlock()
	delete(seen, name)
}

func SizeBad() int {
	return len(seen) // want unguarded-map-access
}
