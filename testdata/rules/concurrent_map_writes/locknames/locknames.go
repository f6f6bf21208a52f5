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

// A dispatcher asks a tracker, which has a lock of its own, and is then under that one only.
type tracker struct {
	mu *sync.RWMutex
}

func (t *tracker) filter(keep func(string) bool) {
	t.mu.RLock()
	defer t.mu.RUnlock()
	keep("")
}

type dispatcher struct {
	tracker tracker
	mu      *sync.RWMutex
	users   map[string]int
}

func newDispatcher() *dispatcher {
	return &dispatcher{
		tracker: tracker{mu: &sync.RWMutex{}},
		mu:      new(sync.RWMutex),
		users:   map[string]int{},
	}
}

func (d *dispatcher) listenBad() {
	for {
		d.tracker.filter(func(name string) bool {
			_, found := d.users[name] // want concurrent-map-read-and-map-write "d.users"
			return found
		})
	}
}

func (d *dispatcher) serve(w http.ResponseWriter, r *http.Request) {
	d.mu.Lock()
	d.users[r.URL.Path]++
	d.mu.Unlock()
}

// The tracker is given the dispatcher's lock.
type guest struct {
	mu *sync.RWMutex
}

func (g *guest) filter(keep func(string) bool) {
	g.mu.RLock()
	defer g.mu.RUnlock()
	keep("")
}

type host struct {
	guest guest
	mu    *sync.RWMutex
	users map[string]int
}

func newHost() *host {
	h := &host{mu: new(sync.RWMutex), users: map[string]int{}}
	h.guest = guest{mu: h.mu}
	return h
}

func (h *host) listenOk() {
	for {
		h.guest.filter(func(name string) bool {
			_, found := h.users[name]
			return found
		})
	}
}

func (h *host) serve(w http.ResponseWriter, r *http.Request) {
	h.mu.Lock()
	h.users[r.URL.Path]++
	h.mu.Unlock()
}

// Serve shares the collector, the dispatcher and the host.
func Serve() {
	d, h := newDispatcher(), newHost()
	go d.listenBad()
	go h.listenOk()
	http.HandleFunc("/users", d.serve)
	http.HandleFunc("/guests", h.serve)
	c := newCollector()
	http.HandleFunc("/", c.serveOk)
	http.ListenAndServe(":80", nil)
}
