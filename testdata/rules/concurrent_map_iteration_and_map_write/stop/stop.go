// Package stop clears a map at the end, while workers may still run.
package stop

import (
	"sync"
	"time"
)

type pool struct {
	quit    chan struct{}
	running map[string]int
}

func startPool() *pool {
	p := &pool{quit: make(chan struct{}), running: map[string]int{}}
	go p.workBad()
	return p
}

func (p *pool) workBad() {
	for {
		select {
		case <-p.quit:
			return
		case <-time.After(time.Second):
			p.running["work"]++ // want concurrent-map-writes "running"
		}
	}
}

func (p *pool) stopBad() {
	close(p.quit)
	for name := range p.running {
		delete(p.running, name) // want concurrent-map-writes "running"
	}
}

func usePool() {
	p := startPool()
	p.stopBad()
}

type crew struct {
	wg      sync.WaitGroup
	quit    chan struct{}
	running map[string]int
}

func startCrew() *crew {
	c := &crew{quit: make(chan struct{}), running: map[string]int{}}
	c.wg.Add(1)
	go c.workOk()
	return c
}

func (c *crew) workOk() {
	defer c.wg.Done()
	for {
		select {
		case <-c.quit:
			return
		case <-time.After(time.Second):
			c.running["work"]++
		}
	}
}

// The workers are done before the map is cleared.
func (c *crew) stopOk() {
	close(c.quit)
	c.wg.Wait()
	for name := range c.running {
		delete(c.running, name)
	}
}

func useCrew() {
	c := startCrew()
	c.stopOk()
}

type drain struct {
	mu    sync.Mutex
	quit  chan struct{}
	drops map[string]int
}

func startDrain() *drain {
	d := &drain{quit: make(chan struct{}), drops: map[string]int{}}
	go d.workOk()
	return d
}

func (d *drain) workOk() {
	for {
		select {
		case <-d.quit:
			return
		case <-time.After(time.Second):
			d.mu.Lock()
			d.drops["work"]++
			d.mu.Unlock()
		}
	}
}

func (d *drain) stopBad() int {
	close(d.quit)
	sum := 0
	for _, drops := range d.drops { // want concurrent-map-iteration-and-map-write "drops"
		sum += drops
	}
	return sum
}

func useDrain() int {
	d := startDrain()
	return d.stopBad()
}
