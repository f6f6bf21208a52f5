// Package locknames takes one lock under several names.
package locknames

import (
	"net/http"
	"sync"
)

// A server and a goroutine take the lock of a condition, each by a name of its own.
type collector struct {
	mu   sync.Mutex
	cond *sync.Cond
	rows map[string]int
}

func newCollector() *collector {
	c := &collector{rows: map[string]int{}}
	c.cond = sync.NewCond(&c.mu)
	go c.runOk()
	return c
}

func (c *collector) serveOk(w http.ResponseWriter, r *http.Request) {
	c.mu.Lock()
	delete(c.rows, r.URL.Path)
	c.mu.Unlock()
}

func (c *collector) runOk() {
	for {
		c.cond.L.Lock()
		for len(c.rows) == 0 {
			c.cond.Wait()
		}
		for name := range c.rows {
			c.rows[name]++
		}
		c.cond.L.Unlock()
	}
}

// Each side has a pointer to the object that has the lock.
var inventory = map[string]int{}

type manager struct {
	sync.RWMutex
}

func (m *manager) countOk(name string) {
	m.Lock()
	inventory[name]++
	m.Unlock()
}

type spaces struct{ sets *manager }

func (s *spaces) run() { s.sets.countOk("space") }

type policies struct{ sets *manager }

func (p *policies) run() { p.sets.countOk("policy") }

// System has both.
type System struct {
	spaces   *spaces
	policies *policies
}

// Start runs both.
func (s *System) Start() {
	go s.spaces.run()
	go s.policies.run()
}

// Each side has a lock of its own.
var stock = map[string]int{}

type keeper struct {
	mu sync.Mutex
}

func (k *keeper) countBad(name string) {
	k.mu.Lock()
	stock[name]++ // want concurrent-map-writes "stock"
	k.mu.Unlock()
}

type doors struct{ own keeper }

func (d *doors) run() { d.own.countBad("door") }

type windows struct{ own keeper }

func (w *windows) run() { w.own.countBad("window") }

// House has both.
type House struct {
	doors   *doors
	windows *windows
}

// Start runs both.
func (h *House) Start() {
	go h.doors.run()
	go h.windows.run()
}

// Serve shares the collector.
func Serve() {
	c := newCollector()
	http.HandleFunc("/", c.serveOk)
	http.ListenAndServe(":80", nil)
}
