// Package cache writes what it should only read.
package cache

import "sync"

type Cache struct {
	mu    sync.RWMutex
	items map[string]string
	hits  map[string]int
}

func (c *Cache) GetBad(key string) string {
	c.mu.RLock()
	defer c.mu.RUnlock()
	c.hits[key]++ // want map-write-under-rlock
	return c.items[key]
}

func (c *Cache) SetOk(key, value string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.items[key] = value
}

// A second lock makes the write safe.
type Twice struct {
	mu    sync.RWMutex
	stats sync.Mutex
	items map[string]string
	hits  map[string]int
}

func (t *Twice) GetOk(key string) string {
	t.mu.RLock()
	defer t.mu.RUnlock()
	t.stats.Lock()
	t.hits[key]++
	t.stats.Unlock()
	return t.items[key]
}

type worker struct {
	mu   sync.RWMutex
	done map[string]bool
}

func (w *worker) markBad(key string) {
	w.mu.RLock()
	w.done[key] = true // want map-write-under-rlock
	w.mu.RUnlock()
}

func (w *worker) markOk(key string) {
	w.mu.Lock()
	w.done[key] = true
	w.mu.Unlock()
}

func runSome() {
	w := &worker{done: map[string]bool{}}
	for _, key := range []string{"a", "b"} {
		go w.markBad(key)
	}
}

func runOthers() {
	w := &worker{done: map[string]bool{}}
	for _, key := range []string{"a", "b"} {
		go w.markOk(key)
	}
}

// Who calls its methods through the interface here may be but one of those who do.
type Counter interface{ CountBad(key string) int }

type counter struct {
	mu   sync.RWMutex
	seen map[string]int
}

func NewCounter() Counter { return &counter{seen: map[string]int{}} }

func (c *counter) CountBad(key string) int {
	c.mu.RLock()
	defer c.mu.RUnlock()
	c.seen[key]++ // want map-write-under-rlock
	return c.seen[key]
}

func first(c Counter) int { return c.CountBad("first") }
