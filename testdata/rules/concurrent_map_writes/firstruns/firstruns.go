// Package firstruns has functions that set up what the goroutines work on which they start, but only when they run for the first time.
package firstruns

import "sync/atomic"

type config struct{ name string }

type server struct {
	current atomic.Pointer[config]
	clients map[string]int
	reload  chan *config
}

func (s *server) config() *config {
	return s.current.Load()
}

func (s *server) apply(next *config) {
	old := s.config()
	initial := old == nil
	s.current.Store(next)
	if initial {
		s.clients = map[string]int{}
	}
	go s.serve()
}

func (s *server) serve() int {
	return s.clients["all"]
}

// The set-up is over when the first goroutine starts.
func serveOk(first *config) {
	s := &server{reload: make(chan *config)}
	s.apply(first)
	for next := range s.reload {
		go s.apply(next)
	}
}

type relay struct {
	current atomic.Pointer[config]
	clients map[string]int
	reload  chan *config
}

func (r *relay) config() *config {
	return r.current.Load()
}

func (r *relay) applyBad(next *config) {
	old := r.config()
	isNew := old != nil
	r.current.Store(next)
	if isNew {
		r.clients = map[string]int{} // want concurrent-map-writes "r.clients"
	}
	go r.serveBad()
}

func (r *relay) serveBad() {
	r.clients["all"]++ // want concurrent-map-writes "r.clients"
}

// Each run but the first takes away what the goroutines work on.
func serveAgain(first *config) {
	r := &relay{reload: make(chan *config)}
	r.applyBad(first)
	for next := range r.reload {
		go r.applyBad(next)
	}
}

// Serve does both.
func Serve(first *config) {
	serveOk(first)
	serveAgain(first)
}
