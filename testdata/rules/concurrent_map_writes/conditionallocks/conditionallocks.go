// Package conditionallocks gives locks back in deferred calls that only some ways come to.
package conditionallocks

import (
	"errors"
	"sync"
)

var errLate = errors.New("too late")

type shelf struct {
	mu    sync.RWMutex
	books map[string]int
}

// What is deferred is chosen before.
func (s *shelf) visitOk(name string, write bool) int {
	var unlock func()
	if write {
		s.mu.Lock()
		unlock = s.mu.Unlock
	} else {
		s.mu.RLock()
		unlock = s.mu.RUnlock
	}
	defer unlock()
	return s.books[name]
}

// Each way takes the lock and defers its return.
func (s *shelf) addOk(name string, count int) error {
	switch {
	case count < 0:
		return errLate
	case count == 0:
		s.mu.Lock()
		defer s.mu.Unlock()
		delete(s.books, name)
		return nil
	default:
		s.mu.Lock()
		defer s.mu.Unlock()
	}
	s.books[name] += count
	return nil
}

// The lock is given back early on the way that does not use it any more.
func (s *shelf) takeOk(name string) int {
	s.mu.Lock()
	locked := true
	defer func() {
		if locked {
			s.mu.Unlock()
		}
	}()
	count := s.books[name]
	if count == 0 {
		s.mu.Unlock()
		locked = false
		return len(name)
	}
	s.books[name]--
	return count
}

func useShelf(names []string) {
	s := &shelf{books: map[string]int{}}
	for _, name := range names {
		go s.visitOk(name, false)
		go s.addOk(name, 1)
		go s.takeOk(name)
	}
}

type rack struct {
	mu    sync.RWMutex
	books map[string]int
}

// The deferred call gives back what was never taken on one way.
func (r *rack) addBad(name string, count int) {
	if count > 1 {
		r.mu.Lock()
		defer r.mu.Unlock()
	}
	r.books[name] += count // want concurrent-map-writes "r.books"
}

func UseRack(names []string) {
	r := &rack{books: map[string]int{}}
	for at, name := range names {
		go r.addBad(name, at)
	}
}

type crate struct {
	mu    sync.Mutex
	books map[string]int
}

// The lock is back before the last line, on every way.
func (c *crate) addBad(name string) {
	func() {
		c.mu.Lock()
		defer c.mu.Unlock()
		c.books[name]++
	}()
	if len(name) > 3 {
		c.books["long"]++ // want concurrent-map-writes "c.books"
	}
}

func useCrate(names []string) {
	c := &crate{books: map[string]int{}}
	for _, name := range names {
		go c.addBad(name)
	}
}
