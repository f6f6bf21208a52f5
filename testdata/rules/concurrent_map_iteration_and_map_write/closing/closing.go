// Package closing has objects whose goroutine is over when they are closed.
package closing

import "sync"

// Feed waits for its goroutine before it looks at what that one wrote.
type Feed struct {
	mu   sync.Mutex
	seen map[string]int
	in   chan string
	done chan struct{}
}

// NewFeed starts the goroutine.
func NewFeed() *Feed {
	f := &Feed{seen: map[string]int{}, in: make(chan string), done: make(chan struct{})}
	go f.run()
	return f
}

func (f *Feed) run() {
	defer close(f.done)
	for name := range f.in {
		f.mu.Lock()
		f.seen[name]++
		f.mu.Unlock()
	}
}

// Count tells how often a name was seen.
func (f *Feed) Count(name string) int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.seen[name]
}

// CloseOk tells what was seen.
func (f *Feed) CloseOk() int {
	close(f.in)
	<-f.done
	total := 0
	for _, times := range f.seen {
		total += times
	}
	return total
}

// Stream does not wait.
type Stream struct {
	mu   sync.Mutex
	seen map[string]int
	in   chan string
	done chan struct{}
}

// NewStream starts the goroutine.
func NewStream() *Stream {
	s := &Stream{seen: map[string]int{}, in: make(chan string), done: make(chan struct{})}
	go s.run()
	return s
}

func (s *Stream) run() {
	defer close(s.done)
	for name := range s.in {
		s.mu.Lock()
		s.seen[name]++
		s.mu.Unlock()
	}
}

// Count tells how often a name was seen.
func (s *Stream) Count(name string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.seen[name]
}

// CloseBad tells what was seen, too early.
func (s *Stream) CloseBad() int {
	close(s.in)
	total := 0
	for _, times := range s.seen { // want concurrent-map-iteration-and-map-write "seen"
		total += times
	}
	<-s.done
	return total
}
