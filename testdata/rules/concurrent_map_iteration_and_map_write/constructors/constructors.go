// Package constructors starts goroutines before the object is complete.
package constructors

import "time"

type Broker struct {
	closed chan string
	names  map[string]int
}

// Nobody can send before the broker is returned.
func NewOk() *Broker {
	b := &Broker{closed: make(chan string), names: map[string]int{}}
	go b.runOk()
	b.names["first"] = 1
	return b
}

func (b *Broker) runOk() {
	for name := range b.closed {
		for other := range b.names {
			println(other, name)
		}
	}
}

func (b *Broker) Close(name string) { b.closed <- name }

type Poller struct {
	closed chan string
	names  map[string]int
}

// The ticker asks nobody.
func NewPollerBad() *Poller {
	p := &Poller{closed: make(chan string), names: map[string]int{}}
	go p.pollBad()
	p.names["first"] = 1 // want concurrent-map-iteration-and-map-write
	return p
}

func (p *Poller) pollBad() {
	ticker := time.NewTicker(time.Millisecond)
	for {
		select {
		case <-p.closed:
			return
		case <-ticker.C:
			for other := range p.names { // want concurrent-map-iteration-and-map-write
				println(other)
			}
		}
	}
}
