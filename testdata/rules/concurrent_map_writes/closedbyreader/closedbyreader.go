// Package closedbyreader has a goroutine close what an event loop takes requests from.
package closedbyreader

import (
	"sync"
	"time"
)

type request struct {
	id   int
	done chan struct{}
}

type conn struct {
	mu       sync.Mutex
	closed   bool
	ticker   *time.Ticker
	requests chan *request
	answers  []int
	pending  map[int]*request
}

func (c *conn) send(r *request) {
	c.requests <- r
}

func (c *conn) close() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed {
		return
	}
	c.closed = true
	c.ticker.Stop()
	close(c.requests)
}

func (c *conn) readBad() {
	for _, id := range c.answers {
		delete(c.pending, id) // want concurrent-map-writes
	}
	c.close()
}

func (c *conn) runBad() {
	go c.readBad()
	for {
		select {
		case r := <-c.requests:
			if r == nil {
				return
			}
			c.pending[r.id] = r // want concurrent-map-writes
		case <-c.ticker.C:
			c.mu.Lock()
			c.mu.Unlock()
		}
	}
}

func Dial(r *request, answers []int) {
	c := &conn{ticker: time.NewTicker(time.Second), requests: make(chan *request), answers: answers, pending: map[int]*request{}}
	go c.runBad()
	c.send(r)
}

// What comes after the loop comes after the close.
type batch struct {
	items chan int
	sums  map[string]int
}

func (b *batch) add(item int) {
	b.items <- item
}

func (b *batch) fillOk() {
	b.sums["filled"]++
	close(b.items)
}

func (b *batch) runOk() int {
	go b.fillOk()
	total := 0
	for item := range b.items {
		total += item
	}
	b.sums["total"] = total
	return total
}

func sumOk(items []int) int {
	b := &batch{items: make(chan int), sums: map[string]int{}}
	go func() {
		for _, item := range items {
			b.add(item)
		}
	}()
	return b.runOk()
}

// The goroutine sends what the loop takes.
type feed struct {
	items chan string
	known map[string]bool
}

func (f *feed) fillOk(names []string) {
	for _, name := range names {
		f.known[name] = true
	}
	f.items <- "done"
	close(f.items)
}

func (f *feed) runOk(names []string) {
	go f.fillOk(names)
	for item := range f.items {
		f.known[item] = false
	}
}

func feedOk(names []string) {
	f := &feed{items: make(chan string), known: map[string]bool{}}
	f.runOk(names)
}
