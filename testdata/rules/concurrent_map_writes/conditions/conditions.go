// Package conditions has writes that only some callers come to.
package conditions

import (
	"net/http"
	"sync"
)

type table struct {
	mu     sync.RWMutex
	zones  map[string]int
	forced map[string]int
	both   map[string]int
}

func (t *table) putOk(init bool) int {
	t.mu.RLock()
	defer t.mu.RUnlock()
	if init {
		t.zones["a"] = 1
	}
	return len(t.zones)
}

func (t *table) refreshOk(force bool) {
	if !force {
		return
	}
	t.forced["a"] = 1
}

func (t *table) wrapOk(force bool) { t.refreshOk(force) }

func (t *table) bothOk(one, two bool) {
	if one && (two) {
		t.both["a"] = 1
	}
}

func (t *table) handleOk(w http.ResponseWriter, r *http.Request) {
	t.putOk(false)
	t.wrapOk(false)
	t.bothOk(true, false)
}

type counts struct {
	seen   map[string]int
	either map[string]int
	last   map[string]int
	noted  map[string]int
	names  []string
}

func (c *counts) putBad(init bool) {
	if init {
		c.seen["a"] = 1 // want concurrent-map-writes
	}
}

// Either is enough.
func (c *counts) eitherBad(one, two bool) {
	if one || two {
		c.either["a"] = 1 // want concurrent-map-writes
	}
}

// What is assigned is no longer what the caller passed.
func (c *counts) assignedBad(init bool) {
	init = len(c.names) == 0
	if init {
		c.last["a"] = 1 // want concurrent-map-writes
	}
}

// A deferred call runs at every exit, whichever came of a condition.
func (c *counts) deferred(init bool) {
	defer c.noteBad()
	if init {
		return
	}
	c.names = append(c.names, "a")
}

func (c *counts) noteBad() {
	c.noted["a"] = 1 // want concurrent-map-writes
}

func (c *counts) handle(w http.ResponseWriter, r *http.Request) {
	c.putBad(r.Method == "GET")
	c.eitherBad(true, false)
	c.assignedBad(false)
	c.deferred(false)
}

func detachOk(done func()) {
	seen := map[string]int{}
	if done != nil {
		go func() { seen["a"]++ }()
	}
	if done == nil {
		seen["b"]++
	}
}

func detachBad(done func()) {
	seen := map[string]int{}
	if done != nil {
		go func() { seen["a"]++ }() // want concurrent-map-writes
	}
	if done != nil && true {
		seen["b"]++
	}
}

type group struct {
	members map[string]int
	ticks   map[string]int
	joins   chan bool
}

func (g *group) manageOk(detach func()) {
	first := func() {}
	if detach != nil {
		first = func() { delete(g.members, "a") }
	}
	for range g.joins {
		first()
	}
}

func (g *group) manageBad(detach func()) {
	first := func() {}
	if detach != nil {
		first = func() { delete(g.ticks, "a") } // want concurrent-map-writes
	}
	for range g.joins {
		first()
	}
}

func loadBad() {
	g := &group{members: map[string]int{}, ticks: map[string]int{}, joins: make(chan bool)}
	go g.manageOk(nil)
	go g.manageBad(func() {})
	g.members["b"] = 1
	g.ticks["b"] = 1 // want concurrent-map-writes
}

func Serve() {
	t := &table{zones: map[string]int{}, forced: map[string]int{}, both: map[string]int{}}
	t.putOk(true)
	t.wrapOk(true)
	t.bothOk(true, true)
	http.HandleFunc("/ok", t.handleOk)
	c := &counts{seen: map[string]int{}, either: map[string]int{}, last: map[string]int{}, noted: map[string]int{}}
	http.HandleFunc("/bad", c.handle)
	detachOk(nil)
	detachBad(nil)
	loadBad()
	http.ListenAndServe(":0", nil)
}
