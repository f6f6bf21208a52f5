// Package messages sends maps, and objects that hold some, through channels.
package messages

import (
	"maps"
	"sync"
)

type event struct {
	labels map[string]string
	mu     sync.Mutex
	done   chan struct{}
}

type bus struct {
	events chan *event
}

func newEvent() *event { return &event{labels: map[string]string{}, done: make(chan struct{})} }

func (b *bus) runOk() {
	for e := range b.events {
		e.labels["received"] = "yes"
	}
}

// The sender keeps nothing.
func (b *bus) publishOk(name string) {
	e := newEvent()
	e.labels["name"] = name
	b.events <- e
}

// What was sent belongs to the receiver.
func (b *bus) publishBad(name string) {
	e := newEvent()
	e.labels["name"] = name
	b.events <- e
	e.labels["sent"] = "yes" // want concurrent-map-writes
}

func useBus(names []string) {
	b := &bus{events: make(chan *event)}
	go b.runOk()
	for _, name := range names {
		b.publishOk(name)
		b.publishBad(name)
	}
}

// asks has a channel for requests, and each request one for its answer.
type asks struct {
	requests chan *event
}

// The sender waits until the receiver is done.
func (a *asks) askOk() {
	e := newEvent()
	a.requests <- e
	<-e.done
	e.labels["asked"] = "yes"
}

func (a *asks) serveOk() {
	for e := range a.requests {
		e.labels["answer"] = "42"
		close(e.done)
	}
}

func useAsks() {
	a := &asks{requests: make(chan *event)}
	go a.serveOk()
	a.askOk()
}

// Each batch is another map.
func roundsOk(out chan map[int]int) {
	batch := map[int]int{}
	for i := range 100 {
		batch[i] = i
		if len(batch) == 10 {
			out <- batch
			batch = map[int]int{}
		}
	}
}

// The batch that was sent is the one that is filled in the next round.
func roundsBad(out chan map[int]int) {
	batch := map[int]int{}
	for i := range 100 {
		batch[i] = i // want concurrent-map-writes
		if len(batch)%10 == 0 {
			out <- batch
		}
	}
}

func drain(in chan map[int]int) {
	for batch := range in {
		delete(batch, 0)
	}
}

func useRounds() {
	out := make(chan map[int]int)
	go drain(out)
	roundsOk(out)
	other := make(chan map[int]int)
	go drain(other)
	roundsBad(other)
}

// One map goes to and fro, and whoever has it has it alone.
func toAndFroOk() {
	full := make(chan map[string]int)
	free := make(chan map[string]int, 1)
	free <- map[string]int{}
	go func() {
		for m := range full {
			clear(m)
			free <- m
		}
	}()
	for i := range 10 {
		m := <-free
		m["x"] = i
		full <- m
	}
}

// Each of several workers takes other messages.
func workersOk(jobs []map[string]int) {
	queue := make(chan map[string]int)
	var wg sync.WaitGroup
	for range 4 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for job := range queue {
				job["done"]++
			}
		}()
	}
	for _, job := range jobs {
		queue <- job
	}
	close(queue)
	wg.Wait()
}

// Every subscriber is sent the same map.
func tell(subscribers []chan map[string]string, news map[string]string) {
	for _, subscriber := range subscribers {
		subscriber <- news
	}
}

func subscribersBad() {
	subscribers := []chan map[string]string{}
	for range 3 {
		own := make(chan map[string]string)
		subscribers = append(subscribers, own)
		go func() {
			for news := range own {
				news["seen"] = "yes" // want concurrent-map-writes
			}
		}()
	}
	tell(subscribers, map[string]string{})
}

// Every subscriber is sent a copy.
func tellCopies(subscribers []chan map[string]string, news map[string]string) {
	for _, subscriber := range subscribers {
		mine := maps.Clone(news)
		subscriber <- mine
	}
}

func subscribersOk() {
	subscribers := []chan map[string]string{}
	for range 3 {
		own := make(chan map[string]string)
		subscribers = append(subscribers, own)
		go func() {
			for news := range own {
				news["seen"] = "yes"
			}
		}()
	}
	tellCopies(subscribers, map[string]string{})
}

// counts sends the map that it goes on to use.
type counts struct {
	mu      sync.Mutex
	byName  map[string]int
	reports chan map[string]int
}

func (c *counts) addBad(name string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.byName[name]++ // want concurrent-map-writes
	c.reports <- c.byName
}

func (c *counts) report() {
	for byName := range c.reports {
		byName["reported"]++
	}
}

func useCounts(names []string) {
	c := &counts{byName: map[string]int{}, reports: make(chan map[string]int)}
	go c.report()
	for _, name := range names {
		c.addBad(name)
	}
}

// taken gives what it has sent away, and begins another map.
type taken struct {
	mu      sync.Mutex
	current map[string]int
	flushed chan map[string]int
}

func (t *taken) addOk(name string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.current[name]++
}

func (t *taken) flushOk() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.flushed <- t.current
	t.current = map[string]int{}
}

func (t *taken) writeOk() {
	for current := range t.flushed {
		current["written"]++
	}
}

func useTaken(names []string) {
	t := &taken{current: map[string]int{}, flushed: make(chan map[string]int)}
	go t.writeOk()
	go t.flushOk()
	for _, name := range names {
		t.addOk(name)
	}
}

// Both sides hold the lock that lies in the message.
type guarded struct {
	events chan *event
}

func (g *guarded) sendOk() {
	e := newEvent()
	g.events <- e
	e.mu.Lock()
	defer e.mu.Unlock()
	e.labels["late"] = "yes"
}

func (g *guarded) receiveOk() {
	e := <-g.events
	e.mu.Lock()
	defer e.mu.Unlock()
	e.labels["received"] = "yes"
}

func useGuarded() {
	g := &guarded{events: make(chan *event)}
	go g.receiveOk()
	g.sendOk()
}

// loop receives what a function that it calls itself has had sent.
type loop struct {
	again chan *event
	known []*event
}

func (l *loop) retryOk(e *event) {
	go func() { l.again <- e }()
	e.labels["tries"] = "more"
}

func (l *loop) runOk() {
	for {
		select {
		case e := <-l.again:
			e.labels["again"] = "yes"
		default:
			for _, e := range l.known {
				l.retryOk(e)
			}
		}
	}
}

func useLoop() {
	l := &loop{again: make(chan *event)}
	go l.runOk()
}
