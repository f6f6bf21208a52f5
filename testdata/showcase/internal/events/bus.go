// Package events tells subscribers what changed.
package events

import "sync"

// Event is a change of one target.
type Event struct {
	Target string
	Up     bool
}

type subscription struct {
	name string
	out  chan Event
}

// Bus passes events on. One goroutine owns the subscribers; everybody else talks to it.
type Bus struct {
	publish     chan Event
	subscribe   chan subscription
	unsubscribe chan string
	count       chan chan int
	quit        chan struct{}
	done        sync.WaitGroup

	subscribers map[string]chan Event
	history     map[string]Event
}

// NewBus returns a bus and starts it.
func NewBus() *Bus {
	b := &Bus{
		publish:     make(chan Event),
		subscribe:   make(chan subscription),
		unsubscribe: make(chan string),
		count:       make(chan chan int),
		quit:        make(chan struct{}),
		subscribers: make(map[string]chan Event),
		history:     make(map[string]Event),
	}
	b.done.Add(1)
	go b.run()
	return b
}

// Publish passes an event on to all subscribers.
func (b *Bus) Publish(event Event) {
	select {
	case b.publish <- event:
	case <-b.quit:
	}
}

// Subscribe returns a channel of events.
func (b *Bus) Subscribe(name string) <-chan Event {
	out := make(chan Event, 16)
	select {
	case b.subscribe <- subscription{name: name, out: out}:
	case <-b.quit:
		close(out)
	}
	return out
}

// Unsubscribe ends a subscription.
func (b *Bus) Unsubscribe(name string) {
	select {
	case b.unsubscribe <- name:
	case <-b.quit:
	}
}

// Subscribers returns how many there are.
func (b *Bus) Subscribers() int {
	reply := make(chan int, 1)
	select {
	case b.count <- reply:
		return <-reply
	case <-b.quit:
		return 0
	}
}

// Close stops the bus and waits until it has stopped.
func (b *Bus) Close() {
	close(b.quit)
	b.done.Wait()
}

func (b *Bus) run() {
	defer b.done.Done()
	defer b.closeAll()
	for {
		select {
		case event := <-b.publish:
			b.history[event.Target] = event
			b.send(event)
		case s := <-b.subscribe:
			b.subscribers[s.name] = s.out
			for _, event := range b.history {
				trySend(s.out, event)
			}
		case name := <-b.unsubscribe:
			if out, ok := b.subscribers[name]; ok {
				close(out)
				delete(b.subscribers, name)
			}
		case reply := <-b.count:
			reply <- len(b.subscribers)
		case <-b.quit:
			return
		}
	}
}

func (b *Bus) send(event Event) {
	for _, out := range b.subscribers {
		trySend(out, event)
	}
}

func (b *Bus) closeAll() {
	for name, out := range b.subscribers {
		close(out)
		delete(b.subscribers, name)
	}
}

// trySend drops the event when the subscriber is too slow.
func trySend(out chan<- Event, event Event) {
	select {
	case out <- event:
	default:
	}
}
