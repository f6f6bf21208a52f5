// Package parts gives each goroutine a part of its own, in structs, through methods and by the hash of a key.
package parts

import (
	"hash/maphash"
	"sync"
)

type counter struct {
	seen map[string]int
}

func (c *counter) countOk(words []string) {
	for _, word := range words {
		c.seen[word]++
	}
}

// An object of its own for each goroutine, which the others find afterwards.
func countOk(chunks [][]string) map[string]int {
	counters := make([]*counter, len(chunks))
	var group sync.WaitGroup
	for at, chunk := range chunks {
		c := &counter{seen: map[string]int{}}
		counters[at] = c
		group.Add(1)
		go func() {
			defer group.Done()
			c.countOk(chunk)
		}()
	}
	group.Wait()
	total := map[string]int{}
	for _, c := range counters {
		for word, count := range c.seen {
			total[word] += count
		}
	}
	return total
}

// Elements of a slice of structs, each found by the goroutine's own number.
func indexedOk(chunks [][]string) int {
	counters := make([]counter, len(chunks))
	for at := range counters {
		counters[at].seen = make(map[string]int)
	}
	var group sync.WaitGroup
	for at := range chunks {
		group.Go(func() {
			counters[at].countOk(chunks[at])
		})
	}
	group.Wait()
	return len(counters[0].seen)
}

// All of them have the object that was made before the loop.
func (c *counter) countBad(words []string) {
	for _, word := range words {
		c.seen[word]++ // want concurrent-map-writes "c.seen"
	}
}

func count(chunks [][]string) map[string]int {
	c := &counter{seen: map[string]int{}}
	counters := make([]*counter, len(chunks))
	var group sync.WaitGroup
	for at, chunk := range chunks {
		counters[at] = c
		group.Add(1)
		go func() {
			defer group.Done()
			c.countBad(chunk)
		}()
	}
	group.Wait()
	return c.seen
}

type bucket[V any] struct {
	mu    sync.RWMutex
	items map[string]V
}

// Table is split by the hash of its keys; each part has a lock.
type Table[V any] struct {
	seed    maphash.Seed
	buckets []*bucket[V]
}

// NewTable makes a table of so many parts.
func NewTable[V any](parts int) *Table[V] {
	t := &Table[V]{seed: maphash.MakeSeed()}
	for range parts {
		t.buckets = append(t.buckets, &bucket[V]{items: make(map[string]V)})
	}
	return t
}

func (t *Table[V]) bucket(key string) *bucket[V] {
	return t.buckets[maphash.String(t.seed, key)%uint64(len(t.buckets))]
}

func (b *bucket[V]) setOk(key string, value V) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.items[key] = value
}

// SetOk leaves the lock to the part.
func (t *Table[V]) SetOk(key string, value V) { t.bucket(key).setOk(key, value) }

// GetOk takes the lock of the part.
func (t *Table[V]) GetOk(key string) (V, bool) {
	b := t.bucket(key)
	b.mu.RLock()
	defer b.mu.RUnlock()
	value, found := b.items[key]
	return value, found
}

// DropBad forgets the lock of the part.
func (t *Table[V]) DropBad(key string) {
	delete(t.bucket(key).items, key) // want concurrent-map-read-and-map-write "items"
}

// UseTable shares a table.
func UseTable(keys []string) {
	t := NewTable[int](8)
	for at, key := range keys {
		go t.SetOk(key, at)
		go t.GetOk(key)
		go t.DropBad(key)
	}
}
