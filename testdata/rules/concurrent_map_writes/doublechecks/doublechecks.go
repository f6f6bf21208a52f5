// Package doublechecks looks under a read lock first, and writes under the lock for writers, or still under the other.
package doublechecks

import (
	"net/http"
	"sync"
)

// Memo computes each value once, more or less.
type Memo[K comparable, V any] struct {
	mu      sync.RWMutex
	values  map[K]V
	compute func(K) V
}

// GetOk takes the lock anew to write.
func (m *Memo[K, V]) GetOk(key K) V {
	if value, found := m.peekOk(key); found {
		return value
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if value, found := m.values[key]; found {
		return value
	}
	value := m.compute(key)
	if m.values == nil {
		m.values = make(map[K]V)
	}
	m.values[key] = value
	return value
}

func (m *Memo[K, V]) peekOk(key K) (V, bool) {
	m.mu.RLock()
	defer m.mu.RUnlock()
	value, found := m.values[key]
	return value, found
}

func squareAll(numbers []int) {
	m := &Memo[int, int]{compute: func(n int) int { return n * n }}
	for _, number := range numbers {
		go m.GetOk(number)
	}
}

type tenants struct {
	mu    sync.RWMutex
	users map[string]map[string]bool
}

// addOk gives the read lock back on the one way and keeps the other lock to the end.
func (t *tenants) addOk(tenant, user string) {
	t.mu.RLock()
	users, found := t.users[tenant]
	if found && users[user] {
		t.mu.RUnlock()
		return
	}
	t.mu.RUnlock()

	t.mu.Lock()
	defer t.mu.Unlock()
	users, found = t.users[tenant]
	if !found {
		users = make(map[string]bool)
		t.users[tenant] = users
	}
	users[user] = true
}

func useTenants(names []string) {
	t := &tenants{users: map[string]map[string]bool{}}
	for _, name := range names {
		go t.addOk(name, "root")
	}
}

type hosts struct {
	mu        sync.RWMutex
	addresses map[string]string
	misses    map[string]int
}

// lookup forgets that its helper writes.
func (h *hosts) lookup(name string) string {
	h.mu.RLock()
	defer h.mu.RUnlock()
	address, found := h.addresses[name]
	if !found {
		h.missBad(name)
	}
	return address
}

func (h *hosts) missBad(name string) {
	h.misses[name]++ // want map-write-under-rlock "misses"
}

func (h *hosts) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	_, _ = w.Write([]byte(h.lookup(r.URL.Path)))
}

func serveHosts() error {
	return http.ListenAndServe(":8080", &hosts{addresses: map[string]string{}, misses: map[string]int{}})
}

type prices struct {
	mu    sync.RWMutex
	cents map[string]int
}

// priceBad gives the read lock back and takes no other.
func (p *prices) priceBad(name string) int {
	p.mu.RLock()
	cents, found := p.cents[name]
	p.mu.RUnlock()
	if !found {
		cents = len(name)
		p.cents[name] = cents // want concurrent-map-read-and-map-write "p.cents"
	}
	return cents
}

func usePrices(names []string) {
	p := &prices{cents: map[string]int{}}
	for _, name := range names {
		go p.priceBad(name)
	}
}
