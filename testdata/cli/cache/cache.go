// Package cache keeps values for a while.
package cache

import (
	"sync"
	"time"
)

// Cache maps names to values.
type Cache struct {
	mu    sync.Mutex
	items map[string]string
}

// New starts a cache that drops empty values.
func New() *Cache {
	c := &Cache{items: make(map[string]string)}
	go c.sweep()
	return c
}

// Get is safe.
func (c *Cache) Get(name string) string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.items[name]
}

// Set forgets the lock.
func (c *Cache) Set(name, value string) {
	c.items[name] = value
}

// Drop forgets the lock too.
func (c *Cache) Drop(name string) {
	delete(c.items, name)
}

func (c *Cache) sweep() {
	for {
		time.Sleep(time.Minute)
		for name, value := range c.items {
			if value == "" {
				/* größer 𝄞 */ delete(c.items, name)
			}
		}
	}
}
