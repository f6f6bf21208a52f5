// Package returned gives its maps to callers that are not seen.
package returned

import "sync"

type Cache struct {
	mu    sync.RWMutex
	all   map[string]int
	state map[string]int
	taken map[string]int
	fresh map[string]int
	inner map[string]map[string]int
	plain map[string]int
}

func (c *Cache) AllBad() map[string]int {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return c.all // want unguarded-map-access
}

func (c *Cache) State() (map[string]int, error) { return c.stateBad(), nil }

func (c *Cache) stateBad() map[string]int {
	c.mu.RLock()
	state := c.state
	c.mu.RUnlock()
	return state // want unguarded-map-access
}

func (c *Cache) InnerBad(name string) map[string]int {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return c.inner[name] // want unguarded-map-access
}

// The caller has the old map for itself.
func (c *Cache) TakeOk() map[string]int {
	c.mu.Lock()
	defer c.mu.Unlock()
	taken := c.taken
	c.taken = map[string]int{}
	return taken
}

// Nobody writes a map that is there: it is replaced as a whole.
func (c *Cache) FreshOk() map[string]int {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return c.fresh
}

func (c *Cache) CopyOk() map[string]int {
	c.mu.RLock()
	defer c.mu.RUnlock()
	all := make(map[string]int, len(c.all))
	for name, value := range c.all {
		all[name] = value
	}
	return all
}

// Who takes no lock may mean it for the time before others run.
func (c *Cache) PlainOk() map[string]int { return c.plain }

func (c *Cache) Set(name string, value int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.all[name] = value
	c.state[name] = value
	c.taken[name] = value
	c.plain[name] = value
	c.fresh = map[string]int{name: value}
	if c.inner[name] == nil {
		c.inner[name] = map[string]int{}
	}
	c.inner[name][name] = value
}

// Stats is handed out by value, and its maps with it.
type Stats struct {
	Hits  map[string]int
	Total int
}

// Meter counts under its lock.
type Meter struct {
	mu    sync.Mutex
	stats Stats
}

func (m *Meter) Hit(name string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.stats.Hits[name]++
	m.stats.Total++
}

// StatsBad shares the map.
func (m *Meter) StatsBad() Stats {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.stats // want unguarded-map-access "Hits"
}

// CurrentBad shares it through the address of the copy.
func (m *Meter) CurrentBad() *Stats {
	m.mu.Lock()
	defer m.mu.Unlock()
	stats := m.stats
	return &stats // want unguarded-map-access "Hits"
}

// SnapshotOk gives the copy a map of its own.
func (m *Meter) SnapshotOk() Stats {
	m.mu.Lock()
	defer m.mu.Unlock()
	stats := m.stats
	stats.Hits = make(map[string]int, len(m.stats.Hits))
	for name, count := range m.stats.Hits {
		stats.Hits[name] = count
	}
	return stats
}

// TotalOk hands out no map.
func (m *Meter) TotalOk() int {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.stats.Total
}

// Request belongs to one goroutine, and takes no lock.
type Request struct {
	Keys  map[string]int
	Names map[string]int
}

// Set writes what the copies have, too.
func (r *Request) Set(name string, value int) {
	r.Keys[name] = value
	r.Names[name] = value
}

// CopyBad returns a copy of the request that is for another goroutine.
func (r *Request) CopyBad() *Request {
	c := *r
	c.Names = map[string]int{}
	return &c // want concurrent-map-read-and-map-write "Keys"
}

// WithOk returns a request that is the same but for a name.
func (r *Request) WithOk(name string) *Request {
	c := *r
	c.Names = map[string]int{name: 1}
	return &c
}
