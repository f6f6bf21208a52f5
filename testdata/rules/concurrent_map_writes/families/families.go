// Package families guards the maps of children with the lock of their parent, or with that of somebody else.
package families

import "sync"

type shard struct {
	keys map[string]int
}

type index struct {
	mu     sync.Mutex
	shards []*shard
	byName map[string]*shard
	deep   struct{ labels map[string]string }
}

func newIndex(size int) *index {
	i := &index{byName: map[string]*shard{}}
	for range size {
		i.shards = append(i.shards, &shard{keys: map[string]int{}})
	}
	i.deep.labels = map[string]string{}
	return i
}

func (i *index) putOk(at int, key string) {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.shards[at%len(i.shards)].keys[key]++
	i.deep.labels[key] = "put"
}

func (i *index) sumOk() (sum int) {
	i.mu.Lock()
	defer i.mu.Unlock()
	for _, s := range i.shards {
		for _, count := range s.keys {
			sum += count
		}
		sum += len(i.deep.labels)
	}
	return sum
}

func (i *index) named(name string) *shard {
	s := i.byName[name]
	if s == nil {
		s = &shard{keys: map[string]int{}}
		i.byName[name] = s
	}
	return s
}

func (s *shard) addOk(key string) { s.keys[key]++ }

func (i *index) addOk(name, key string) {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.named(name).addOk(key)
}

func useIndex(keys []string) {
	i := newIndex(4)
	for at, key := range keys {
		go i.putOk(at, key)
		go i.sumOk()
		go i.addOk(key, "one")
	}
}

type cell struct {
	marks map[string]bool
}

type left struct {
	mu   sync.Mutex
	cell *cell
}

type right struct {
	mu   sync.Mutex
	cell *cell
}

func (l *left) markBad(name string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.cell.marks[name] = true // want concurrent-map-writes "l.cell.marks"
}

func (r *right) markBad(name string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.cell.marks, name) // want concurrent-map-writes "r.cell.marks"
}

// Two owners, each with a lock.
func UseBoth(names []string) {
	shared := &cell{marks: map[string]bool{}}
	l, r := &left{cell: shared}, &right{cell: shared}
	for _, name := range names {
		go l.markBad(name)
		go r.markBad(name)
	}
}

type tree struct {
	mu    *sync.Mutex
	marks map[string]bool
}

func (t *tree) markOk(name string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.marks[name] = true
}

// Two owners that share the lock as they share the map.
func useTrees(names []string) {
	mu := new(sync.Mutex)
	marks := map[string]bool{}
	first, second := &tree{mu: mu, marks: marks}, &tree{mu: mu, marks: marks}
	for _, name := range names {
		go first.markOk(name)
		go second.markOk(name)
	}
}
