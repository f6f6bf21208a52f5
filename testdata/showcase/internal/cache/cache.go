// Package cache remembers results for a while.
package cache

import (
	"sync"
	"time"

	"example.com/pulse/internal/probe"
)

type entry struct {
	result  probe.Result
	expires time.Time
}

// Cache maps targets to their last results.
type Cache struct {
	ttl time.Duration

	mu      sync.RWMutex
	entries map[string]entry

	stop chan struct{}
	done sync.WaitGroup
}

// New returns a cache and starts to sweep it.
func New(ttl time.Duration) *Cache {
	c := &Cache{ttl: ttl, entries: make(map[string]entry), stop: make(chan struct{})}
	c.done.Add(1)
	go c.sweep()
	return c
}

// Get returns a result that has not expired.
func (c *Cache) Get(target string) (probe.Result, bool) {
	c.mu.RLock()
	defer c.mu.RUnlock()
	e, ok := c.entries[target]
	if !ok || time.Now().After(e.expires) {
		return probe.Result{}, false
	}
	return e.result, true
}

// Set remembers a result.
func (c *Cache) Set(target string, result probe.Result) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.entries[target] = entry{result: result, expires: time.Now().Add(c.ttl)}
}

// Extend lets a result live for another while.
func (c *Cache) Extend(target string) {
	if e, ok := c.entries[target]; ok {
		e.expires = time.Now().Add(c.ttl)
		c.entries[target] = e
	}
}

// Len returns how many results there are, expired ones included.
func (c *Cache) Len() int {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return len(c.entries)
}

// Up returns the targets that answered when they were last asked.
func (c *Cache) Up() []string {
	c.mu.RLock()
	defer c.mu.RUnlock()
	var up []string
	for target, e := range c.entries {
		if e.result.Up {
			up = append(up, target)
		}
	}
	return up
}

// Close stops the sweeper and forgets everything.
func (c *Cache) Close() {
	close(c.stop)
	c.done.Wait()
	c.mu.Lock()
	defer c.mu.Unlock()
	clear(c.entries)
}

func (c *Cache) sweep() {
	defer c.done.Done()
	ticker := time.NewTicker(c.ttl / 2)
	defer ticker.Stop()
	for {
		select {
		case <-c.stop:
			return
		case now := <-ticker.C:
			c.mu.Lock()
			c.evict(now)
			c.mu.Unlock()
		}
	}
}

// evict deletes what has expired. The caller holds the lock.
func (c *Cache) evict(now time.Time) {
	for target, e := range c.entries {
		if now.After(e.expires) {
			delete(c.entries, target)
		}
	}
}
