// Package sharded looks at all shards of a table.
package sharded

import "sync"

type shard struct {
	mu    sync.RWMutex
	items map[string]int
}

type table []*shard

func newTable(size int) table {
	t := make(table, size)
	for i := range t {
		t[i] = &shard{items: map[string]int{}}
	}
	return t
}

func (t table) of(key string) *shard {
	sum := 0
	for _, c := range key {
		sum += int(c)
	}
	return t[sum%len(t)]
}

func (t table) addOk(key string) {
	s := t.of(key)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.items[key]++
}

func (t table) getOk(key string) int {
	s := t.of(key)
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.items[key]
}

func (t table) lenBad() int {
	sum := 0
	for _, s := range t {
		sum += len(s.items) // want concurrent-map-read-and-map-write "items"
	}
	return sum
}

func (t table) lenOk() int {
	sum := 0
	for _, s := range t {
		s.mu.RLock()
		sum += len(s.items)
		s.mu.RUnlock()
	}
	return sum
}

func UseTable(keys []string) int {
	t := newTable(32)
	for _, key := range keys {
		go t.addOk(key)
		go t.getOk(key)
	}
	return t.lenBad() + t.lenOk()
}
