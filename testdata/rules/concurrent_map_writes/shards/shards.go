// Package shards gives each goroutine a map of its own, or seems to.
package shards

import (
	"hash/fnv"
	"sync"
)

func ownShardOk(parts [][]string) []map[string]int {
	shards := make([]map[string]int, len(parts))
	var wg sync.WaitGroup
	for i, part := range parts {
		wg.Add(1)
		go func() {
			defer wg.Done()
			shards[i] = map[string]int{}
			for _, word := range part {
				shards[i][word]++
			}
		}()
	}
	wg.Wait()
	return shards
}

func shardByArgumentOk(shards []map[string]int, parts [][]string) {
	var wg sync.WaitGroup
	for i := range parts {
		wg.Add(1)
		go func(i int) {
			defer wg.Done()
			for _, word := range parts[i] {
				shards[i][word]++
			}
		}(i)
	}
	wg.Wait()
}

func localOk(parts [][]string) map[string]int {
	results := make(chan map[string]int)
	for _, part := range parts {
		go func() {
			counts := map[string]int{}
			for _, word := range part {
				counts[word]++
			}
			results <- counts
		}()
	}
	total := map[string]int{}
	for range parts {
		for word, count := range <-results {
			total[word] += count
		}
	}
	return total
}

func hash(word string) uint32 {
	h := fnv.New32a()
	h.Write([]byte(word))
	return h.Sum32()
}

// Two goroutines may meet words of one shard.
func shardByHashBad(shards []map[string]int, parts [][]string) {
	var wg sync.WaitGroup
	for _, part := range parts {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for _, word := range part {
				at := hash(word) % uint32(len(shards))
				shards[at][word]++ // miss concurrent-map-writes: alias, whether two goroutines compute the same index is not known
			}
		}()
	}
	wg.Wait()
}

// All goroutines use the last shard.
func lastShardBad(shards []map[string]int, parts [][]string) {
	last := len(shards) - 1
	var wg sync.WaitGroup
	for _, part := range parts {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for _, word := range part {
				shards[last][word]++ // miss concurrent-map-writes: alias, an index that is the same for all goroutines is not told from one of their own
			}
		}()
	}
	wg.Wait()
}

const shardCount = 32

type shard struct {
	mu    sync.RWMutex
	items map[string]string
}

// A table is split into shards, each with its own lock.
type table struct {
	shards [shardCount]*shard
}

func newTable() *table {
	t := &table{}
	for i := range t.shards {
		t.shards[i] = &shard{items: map[string]string{}}
	}
	return t
}

func (t *table) shardOf(key string) *shard {
	return t.shards[hash(key)%shardCount]
}

func (t *table) setOk(key, value string) {
	s := t.shardOf(key)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.items[key] = value
}

func (t *table) getOk(key string) (string, bool) {
	s := t.shardOf(key)
	s.mu.RLock()
	defer s.mu.RUnlock()
	value, ok := s.items[key]
	return value, ok
}

func (t *table) dropBad(key string) {
	s := t.shardOf(key)
	delete(s.items, key) // want concurrent-map-writes "items"
}

func UseTable(keys []string) {
	t := newTable()
	for _, key := range keys {
		go t.setOk(key, "value")
		go func() {
			if _, ok := t.getOk(key); ok {
				t.dropBad(key)
			}
		}()
	}
}
