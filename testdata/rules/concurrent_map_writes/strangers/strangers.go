// Package strangers has goroutines that come to one object by ways that do not meet: it lies in a registry behind an interface.
package strangers

import "sync"

type handler interface {
	receivedBad(string)
	receivedOk(string)
}

// connection has a goroutine of its own, which calls whoever is registered.
type connection struct {
	mu       sync.Mutex
	handlers map[int]handler
	incoming chan string
}

func newConnection() *connection {
	c := &connection{handlers: map[int]handler{}, incoming: make(chan string)}
	go c.read()
	return c
}

func (c *connection) read() {
	for message := range c.incoming {
		c.mu.Lock()
		found := c.handlers[len(message)]
		c.mu.Unlock()
		found.receivedBad(message)
		found.receivedOk(message)
	}
}

func (c *connection) register(id int, h handler) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.handlers[id] = h
}

// consumer has one too.
type consumer struct {
	mu     sync.Mutex
	bare   map[string]int
	locked map[string]int
	events chan struct{}
}

func newConsumer(c *connection, id int) *consumer {
	s := &consumer{bare: map[string]int{}, locked: map[string]int{}, events: make(chan struct{})}
	c.register(id, s)
	go s.loopBad()
	return s
}

func (s *consumer) loopBad() {
	for range s.events {
		clear(s.bare) // want concurrent-map-writes
		s.mu.Lock()
		clear(s.locked)
		s.mu.Unlock()
	}
}

func (s *consumer) receivedBad(message string) {
	s.bare[message]++ // want concurrent-map-writes
}

func (s *consumer) receivedOk(message string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.locked[message]++
}

// Start is what a program calls.
func Start() {
	c := newConnection()
	newConsumer(c, 1)
	newConsumer(c, 2)
}
