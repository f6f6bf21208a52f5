// Package parked has loops that stop for others: whoever has a loop stop touches its maps meanwhile.
package parked

import (
	"context"
	"sync"
)

// Loop counts jobs.
type Loop struct {
	enter  chan struct{}
	leave  chan struct{}
	jobs   chan string
	counts map[string]int
}

// NewLoop starts a loop.
func NewLoop() *Loop {
	l := &Loop{enter: make(chan struct{}), leave: make(chan struct{}), jobs: make(chan string), counts: map[string]int{}}
	go l.run()
	return l
}

func (l *Loop) run() {
	for {
		select {
		case name := <-l.jobs:
			l.counts[name]++
		case <-l.enter:
			<-l.leave
		}
	}
}

func (l *Loop) stop() func() {
	l.enter <- struct{}{}
	return func() { l.leave <- struct{}{} }
}

// AddOk has the loop stop while it counts.
func (l *Loop) AddOk(name string) {
	done := l.stop()
	defer done()
	l.counts[name]++
}

// Sampler is stopped by a group that it is sent.
type Sampler struct {
	pause  chan *sync.WaitGroup
	jobs   chan string
	counts map[string]int
}

// NewSampler starts a sampler.
func NewSampler() *Sampler {
	s := &Sampler{pause: make(chan *sync.WaitGroup), jobs: make(chan string), counts: map[string]int{}}
	go s.run()
	return s
}

func (s *Sampler) run() {
	for {
		select {
		case name := <-s.jobs:
			s.counts[name]++
		case wg := <-s.pause:
			wg.Wait()
		}
	}
}

// ResetOk has the sampler wait until it is done.
func (s *Sampler) ResetOk(ctx context.Context) {
	var wg sync.WaitGroup
	wg.Add(1)
	defer wg.Done()
	select {
	case s.pause <- &wg:
	case <-ctx.Done():
		return
	}
	clear(s.counts)
}

// Hasty goes on as soon as it is told.
type Hasty struct {
	enter  chan struct{}
	jobs   chan string
	counts map[string]int
}

// NewHasty starts a loop.
func NewHasty() *Hasty {
	h := &Hasty{enter: make(chan struct{}), jobs: make(chan string), counts: map[string]int{}}
	go h.runBad()
	return h
}

func (h *Hasty) runBad() {
	for {
		select {
		case name := <-h.jobs:
			h.counts[name]++ // want concurrent-map-writes "h.counts"
		case <-h.enter:
		}
	}
}

// AddBad does not have the loop stop.
func (h *Hasty) AddBad(name string) {
	h.enter <- struct{}{}
	h.counts[name]++ // want concurrent-map-writes "h.counts"
}
