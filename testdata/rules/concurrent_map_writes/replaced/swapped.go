package replaced

import (
	"maps"
	"sync"
	"sync/atomic"
	"time"
)

// Who swaps has the old map for itself.
type batch struct {
	mu   sync.Mutex
	rows map[string]int
}

func (b *batch) addOk(name string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.rows[name]++
}

func (b *batch) flushOk() (sum int) {
	b.mu.Lock()
	rows := b.rows
	b.rows = make(map[string]int)
	b.mu.Unlock()
	for name, count := range rows {
		sum += count
		delete(rows, name)
	}
	return sum
}

// Who only empties has it not.
type tray struct {
	mu   sync.Mutex
	rows map[string]int
}

func (t *tray) addOk(name string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.rows[name]++
}

func (t *tray) flushBad() (sum int) {
	t.mu.Lock()
	rows := t.rows
	t.mu.Unlock()
	for name, count := range rows {
		sum += count
		delete(rows, name) // want concurrent-map-writes "rows"
	}
	return sum
}

// The reference is taken under the lock, and what it refers to is never written.
type rates struct {
	mu     sync.RWMutex
	byName map[string]int
}

func (r *rates) getOk(name string) int {
	r.mu.RLock()
	byName := r.byName
	r.mu.RUnlock()
	return byName[name]
}

func (r *rates) setOk(name string, rate int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	next := maps.Clone(r.byName)
	next[name] = rate
	r.byName = next
}

// A package variable holds the map of the last minute.
var fees atomic.Pointer[map[string]int]

func refreshOk() {
	for range time.Tick(time.Minute) {
		next := map[string]int{}
		next["first"] = 1
		fees.Store(&next)
	}
}

func feeOk(name string) int {
	if current := fees.Load(); current != nil {
		return (*current)[name]
	}
	return 0
}

// Run shares all of them.
func Run(names []string) {
	b := &batch{rows: map[string]int{}}
	t := &tray{rows: map[string]int{}}
	r := &rates{byName: map[string]int{}}
	go refreshOk()
	for at, name := range names {
		go b.addOk(name)
		go b.flushOk()
		go t.addOk(name)
		go t.flushBad()
		go r.getOk(name)
		go r.setOk(name, at)
		go feeOk(name)
	}
}
