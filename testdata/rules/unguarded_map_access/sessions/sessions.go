// Package sessions guards maps nearly everywhere.
package sessions

import "sync"

type Sessions struct {
	mu   sync.Mutex
	byID map[string]int
}

func New() *Sessions {
	s := &Sessions{byID: map[string]int{}}
	s.byID["root"] = 0
	return s
}

func (s *Sessions) Add(id string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.byID[id] = 1
}

func (s *Sessions) Remove(id string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.byID, id)
}

func (s *Sessions) Has(id string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.hasLocked(id)
}

// The lock is the caller's.
func (s *Sessions) hasLocked(id string) bool {
	_, found := s.byID[id]
	return found
}

func (s *Sessions) CountBad() int {
	return len(s.byID) // want unguarded-map-access
}

// Nothing says that more than one goroutine uses it.
type Plain struct{ names map[string]int }

func (p *Plain) Put(name string) { p.names[name] = 1 }

func (p *Plain) Count() int { return len(p.names) }

// Where a goroutine is seen, the main rules speak.
type Polled struct {
	mu   sync.Mutex
	jobs map[string]int
}

func (p *Polled) Start() {
	go func() {
		for {
			p.mu.Lock()
			p.jobs["poll"]++
			p.mu.Unlock()
		}
	}()
}

func (p *Polled) Put(name string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.jobs[name] = 1
}

func (p *Polled) CountBad() int {
	return len(p.jobs) // want concurrent-map-read-and-map-write
}
