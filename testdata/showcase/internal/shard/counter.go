// Package shard spreads counters over several locks.
package shard

import (
	"hash/fnv"
	"sync"
)

const shards = 16

type part struct {
	mu     sync.Mutex
	counts map[string]int64
}

// Counter counts by key. All methods may be called from several goroutines.
type Counter struct {
	parts [shards]*part
}

// NewCounter returns a counter with nothing counted.
func NewCounter() *Counter {
	c := &Counter{}
	for i := range c.parts {
		c.parts[i] = &part{counts: make(map[string]int64)}
	}
	return c
}

func (c *Counter) partOf(key string) *part {
	hash := fnv.New32a()
	hash.Write([]byte(key))
	return c.parts[hash.Sum32()%shards]
}

// Inc adds one to a key.
func (c *Counter) Inc(key string) {
	p := c.partOf(key)
	p.mu.Lock()
	p.counts[key]++
	p.mu.Unlock()
}

// Get returns the count of a key.
func (c *Counter) Get(key string) int64 {
	p := c.partOf(key)
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.counts[key]
}

// Each calls visit for every key. Other shards may change meanwhile.
func (c *Counter) Each(visit func(key string, count int64)) {
	for _, p := range c.parts {
		p.mu.Lock()
		counts := make(map[string]int64, len(p.counts))
		for key, count := range p.counts {
			counts[key] = count
		}
		p.mu.Unlock()
		for key, count := range counts {
			visit(key, count)
		}
	}
}
