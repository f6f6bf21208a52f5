// Package takenelements takes maps out of a map or slice of maps under a lock and goes on without it.
package takenelements

import (
	"sync"
	"time"
)

type rooms struct {
	mu      sync.Mutex
	pending map[string]map[int]func()
}

func (r *rooms) addOk(name string, id int, run func()) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.pending[name] == nil {
		r.pending[name] = map[int]func(){}
	}
	r.pending[name][id] = run
}

// runOk has the map for itself: whoever comes next finds none and makes another.
func (r *rooms) runOk(name string) {
	r.mu.Lock()
	runs := r.pending[name]
	delete(r.pending, name)
	r.mu.Unlock()
	for _, run := range runs {
		run()
	}
}

type counters struct {
	mu     sync.Mutex
	counts []map[int]int
}

func (c *counters) addOk(kind, id int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.counts[kind][id]++
}

// flushOk puts a new map there.
func (c *counters) flushOk(kind int) (sum int) {
	c.mu.Lock()
	counts := c.counts[kind]
	c.counts[kind] = map[int]int{}
	c.mu.Unlock()
	for _, count := range counts {
		sum += count
	}
	return sum
}

type halls struct {
	mu      sync.Mutex
	pending map[string]map[int]func()
}

func (h *halls) addOk(name string, id int, run func()) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.pending[name] == nil {
		h.pending[name] = map[int]func(){}
	}
	h.pending[name][id] = run
}

// runBad deletes it when it is done with it.
func (h *halls) runBad(name string) {
	h.mu.Lock()
	runs := h.pending[name]
	h.mu.Unlock()
	for _, run := range runs { // want concurrent-map-iteration-and-map-write "runs"
		run()
	}
	h.mu.Lock()
	delete(h.pending, name)
	h.mu.Unlock()
}

// Use runs in several goroutines.
func Use(names []string) {
	r, h := &rooms{pending: map[string]map[int]func(){}}, &halls{pending: map[string]map[int]func(){}}
	c := &counters{counts: []map[int]int{{}, {}}}
	go func() {
		for {
			time.Sleep(time.Second)
			r.runOk("a")
			h.runBad("a")
			c.flushOk(1)
		}
	}()
	for id, name := range names {
		r.addOk(name, id, func() {})
		h.addOk(name, id, func() {})
		c.addOk(1, id)
	}
}
