// Package sharded ranges over all shards of a table.
package sharded

import "sync"

type shard struct {
	sync.RWMutex
	items map[string]string
}

type table struct {
	shards [32]*shard
}

func newTable() *table {
	t := &table{}
	for i := range t.shards {
		t.shards[i] = &shard{items: make(map[string]string)}
	}
	return t
}

func (t *table) of(key string) *shard {
	return t.shards[len(key)%len(t.shards)]
}

func (t *table) setOk(key, value string) {
	s := t.of(key)
	s.Lock()
	s.items[key] = value
	s.Unlock()
}

func (t *table) eachBad(visit func(key, value string)) {
	for _, s := range t.shards {
		for key, value := range s.items { // want concurrent-map-iteration-and-map-write "items"
			visit(key, value)
		}
	}
}

func (t *table) eachOk(visit func(key, value string)) {
	for _, s := range t.shards {
		s.RLock()
		for key, value := range s.items {
			visit(key, value)
		}
		s.RUnlock()
	}
}

func UseTable(keys []string) int {
	t := newTable()
	for _, key := range keys {
		go t.setOk(key, "value")
	}
	count := 0
	t.eachBad(func(key, value string) { count++ })
	t.eachOk(func(key, value string) { count++ })
	return count
}
