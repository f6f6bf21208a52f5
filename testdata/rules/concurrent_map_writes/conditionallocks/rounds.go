package conditionallocks

import "sync"

type stack struct {
	mu    sync.Mutex
	books map[string]int
}

// The lock is given back around slow work and taken again.
func (s *stack) slowOk(name string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	count := s.books[name]
	s.mu.Unlock()
	println(count)
	s.mu.Lock()
	s.books[name] = count + 1
}

// The early way out of the loop gives it back.
func (s *stack) findOk(names []string) string {
	s.mu.Lock()
	for _, name := range names {
		if s.books[name] > 0 {
			s.books[name]--
			s.mu.Unlock()
			return name
		}
	}
	s.books["none"]++
	s.mu.Unlock()
	return ""
}

// Every case that goes on has taken it.
func (s *stack) kindOk(kind int, name string) {
	switch kind {
	case 0:
		s.mu.Lock()
	case 1:
		s.mu.Lock()
		delete(s.books, "old")
	default:
		return
	}
	s.books[name]++
	s.mu.Unlock()
}

// Whoever panics has given it back.
func (s *stack) mustOk(name string) {
	s.mu.Lock()
	if name == "" {
		s.mu.Unlock()
		panic("no name")
	}
	s.books[name]++
	s.mu.Unlock()
}

type pile struct {
	mu    sync.Mutex
	books map[string]int
}

// The write comes before the lock is taken again.
func (p *pile) slowBad(name string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	count := p.books[name]
	p.mu.Unlock()
	p.books[name] = count + 1 // want concurrent-map-writes "p.books"
	p.mu.Lock()
}

// The next round begins without the lock.
func (p *pile) roundsBad(names []string) {
	p.mu.Lock()
	for _, name := range names {
		if name == "" {
			p.mu.Unlock()
			continue
		}
		p.books[name]++ // want concurrent-map-writes "p.books"
	}
}

// One case goes on without.
func (p *pile) kindBad(kind int, name string) {
	switch kind {
	case 0:
		p.mu.Lock()
		defer p.mu.Unlock()
	case 1:
		println("no lock")
	}
	p.books[name]++ // want concurrent-map-writes "p.books"
}

// Run shares both.
func Run(names []string) {
	s, p := &stack{books: map[string]int{}}, &pile{books: map[string]int{}}
	for kind, name := range names {
		go s.slowOk(name)
		go s.findOk(names)
		go s.kindOk(kind, name)
		go s.mustOk(name)
		go p.slowBad(name)
		go p.roundsBad(names)
		go p.kindBad(kind, name)
	}
}
