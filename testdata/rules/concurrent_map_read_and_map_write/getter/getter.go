// Package getter makes what it returns under a lock, or does not.
package getter

import "sync"

type removed struct{ calls map[string]int }

func (r *removed) add(name string) { r.calls[name]++ }

type stack struct {
	mu      sync.Mutex
	made    bool
	removed *removed
}

// Everybody who asks has it made first.
func (s *stack) all() *removed {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.made {
		s.removed.add("first")
		s.made = true
	}
	return s.removed
}

func (s *stack) readOk(name string) int { return s.all().calls[name] }

func useStack(names []string) {
	s := &stack{removed: &removed{calls: map[string]int{}}}
	for _, name := range names {
		go s.readOk(name)
	}
}

type shelf struct {
	mu    sync.Mutex
	calls map[string]int
}

func (s *shelf) add(name string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.calls[name]++
}

func (s *shelf) all() map[string]int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.calls
}

// Others add while this one reads.
func (s *shelf) readBad(name string) int {
	return s.all()[name] // want concurrent-map-read-and-map-write
}

func useShelf(names []string) {
	s := &shelf{calls: map[string]int{}}
	for _, name := range names {
		go s.readBad(name)
		go s.add(name)
	}
}
