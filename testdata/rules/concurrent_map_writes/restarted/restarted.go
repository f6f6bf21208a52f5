// Package restarted has objects that are stopped before they are started again.
package restarted

import (
	"context"

	"golang.org/x/sync/errgroup"
)

// migrator makes its group where it starts what the group waits for.
type migrator struct {
	group   *errgroup.Group
	cancel  context.CancelFunc
	pending map[string]int
}

func (m *migrator) Start() {
	ctx, cancel := context.WithCancel(context.Background())
	group, ctx := errgroup.WithContext(ctx)
	m.cancel = cancel
	m.group = group
	m.pending = map[string]int{}
	group.Go(func() error {
		for ctx.Err() == nil {
			m.pending["all"]++
		}
		return nil
	})
}

func (m *migrator) Stop() {
	m.cancel()
	_ = m.group.Wait()
}

func migrateOk(orders <-chan bool) {
	m := &migrator{}
	for on := range orders {
		if on {
			m.Start()
		} else {
			m.Stop()
		}
	}
}

// listener closes a channel as the last thing that it does.
type listener struct {
	done   chan struct{}
	events chan string
	seen   map[string]int
}

func (l *listener) Start() {
	l.done = make(chan struct{})
	go l.listen()
}

func (l *listener) listen() {
	defer close(l.done)
	for event := range l.events {
		l.seen[event]++
	}
}

func (l *listener) Stop() {
	close(l.events)
	<-l.done
}

func listenOk(orders <-chan bool) {
	l := &listener{events: make(chan string), seen: map[string]int{}}
	for on := range orders {
		if on {
			l.Start()
		} else {
			l.Stop()
		}
	}
}

// speaker says that it is ready, and nobody waits for its end.
type speaker struct {
	ready  chan struct{}
	events chan string
	seen   map[string]int
}

func (s *speaker) Start() {
	s.ready = make(chan struct{})
	go s.speakBad()
}

func (s *speaker) speakBad() {
	close(s.ready)
	for event := range s.events {
		s.seen[event]++ // want concurrent-map-writes "s.seen"
	}
}

func (s *speaker) Stop() {
	<-s.ready
}

func speakTwice(orders <-chan bool) {
	s := &speaker{events: make(chan string), seen: map[string]int{}}
	for on := range orders {
		if on {
			s.Start()
		} else {
			s.Stop()
		}
	}
}

// counter has a group that nobody waits for.
type counter struct {
	group   *errgroup.Group
	pending map[string]int
}

func (c *counter) startBad(ctx context.Context) {
	group, ctx := errgroup.WithContext(ctx)
	c.group = group
	group.Go(func() error {
		for ctx.Err() == nil {
			c.pending["all"]++ // want concurrent-map-writes "c.pending"
		}
		return nil
	})
}

func countTwice(ctx context.Context, orders <-chan bool) {
	c := &counter{pending: map[string]int{}}
	for range orders {
		c.startBad(ctx)
	}
}

// joiner waits for the group by the field that the group lies in.
type joiner struct {
	group *errgroup.Group
	found map[string]int
}

func (j *joiner) begin() {
	var group errgroup.Group
	j.group = &group
	j.group.Go(func() error {
		j.found["all"]++
		return nil
	})
}

func joinOk() int {
	j := &joiner{found: map[string]int{}}
	j.begin()
	_ = j.group.Wait()
	j.found["rest"]++
	return len(j.found)
}

// Run does all of it.
func Run(ctx context.Context, orders <-chan bool) int {
	migrateOk(orders)
	listenOk(orders)
	speakTwice(orders)
	countTwice(ctx, orders)
	return joinOk()
}
