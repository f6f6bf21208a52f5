// Package latched has goroutines that work on a map until a flag tells them to stop, and functions that clear it then.
package latched

import "sync"

type pool struct {
	mu      sync.Mutex
	stopped bool
	jobs    map[int]string
}

func (p *pool) workOk(id int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.stopped {
		return
	}
	p.jobs[id] = "done"
}

func (p *pool) stopOk() {
	p.mu.Lock()
	p.stopped = true
	p.mu.Unlock()
	for id := range p.jobs {
		delete(p.jobs, id)
	}
}

// The flag is asked for while the lock is held.
func runOk() {
	p := &pool{jobs: map[int]string{}}
	for id := 0; id < 8; id++ {
		go p.workOk(id)
	}
	p.stopOk()
}

type crew struct {
	mu      sync.Mutex
	stopped bool
	jobs    map[int]string
}

// The lock is given back between the look at the flag and the write.
func (c *crew) workLate(id int) {
	c.mu.Lock()
	if c.stopped {
		c.mu.Unlock()
		return
	}
	c.mu.Unlock()
	name := load(id)
	c.mu.Lock()
	c.jobs[id] = name
	c.mu.Unlock()
}

func (c *crew) stopBad() {
	c.mu.Lock()
	c.stopped = true
	c.mu.Unlock()
	for id := range c.jobs {
		delete(c.jobs, id) // want concurrent-map-writes "c.jobs"
	}
}

func load(id int) string {
	return "job"
}

func run() {
	c := &crew{jobs: map[int]string{}}
	for id := 0; id < 8; id++ {
		go c.workLate(id)
	}
	c.stopBad()
}

// Run does both.
func Run() {
	runOk()
	run()
}
