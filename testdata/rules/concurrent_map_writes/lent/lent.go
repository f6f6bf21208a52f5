// Package lent waits for goroutines while it holds the lock that others take for the map.
package lent

import (
	"sync"
	"time"
)

type session struct {
	mu    sync.Mutex
	state map[string]int
}

func (s *session) send(done chan error) {
	s.state["sent"]++
	done <- nil
}

func (s *session) query() {
	done := make(chan error)
	go s.send(done)
	if err := <-done; err != nil {
		println(err)
	}
}

func (s *session) expireOk() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.query()
}

func (s *session) updateOk(name string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.state[name] = 1
}

func useSession(s *session, names []string) {
	time.AfterFunc(time.Second, s.expireOk)
	for _, name := range names {
		s.updateOk(name)
	}
}

type loose struct {
	mu    sync.Mutex
	state map[string]int
}

func (l *loose) sendBad() {
	l.state["sent"]++ // want concurrent-map-writes "l.state"
}

func (l *loose) expire() {
	l.mu.Lock()
	defer l.mu.Unlock()
	go l.sendBad()
}

func (l *loose) updateOk(name string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.state[name] = 1
}

func useLoose(l *loose, names []string) {
	time.AfterFunc(time.Second, l.expire)
	for _, name := range names {
		l.updateOk(name)
	}
}
