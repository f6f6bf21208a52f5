// Package lent has locks that lend the map to a function, locks that are tried, and locks that are others each time.
package lent

import "sync"

// guarded hands its map to whoever works on it under the lock.
type guarded struct {
	mu   sync.Mutex
	rows map[string]int
}

func (g *guarded) do(body func(rows map[string]int)) {
	g.mu.Lock()
	defer g.mu.Unlock()
	body(g.rows)
}

func (g *guarded) addOk(name string) { g.do(func(rows map[string]int) { rows[name]++ }) }

func (g *guarded) dropOk(name string) { g.do(func(rows map[string]int) { delete(rows, name) }) }

// What is started under the lock does not hold it.
type late struct {
	mu   sync.Mutex
	rows map[string]int
}

func (l *late) addBad(name string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	go func() {
		l.rows[name]++ // want concurrent-map-writes "l.rows"
	}()
}

type tried struct {
	mu   sync.Mutex
	rows map[string]int
}

func (t *tried) addOk(name string) bool {
	if !t.mu.TryLock() {
		return false
	}
	defer t.mu.Unlock()
	t.rows[name]++
	return true
}

func (t *tried) insideOk(name string) {
	if t.mu.TryLock() {
		t.rows[name]++
		t.mu.Unlock()
	}
}

type hasty struct {
	mu   sync.Mutex
	rows map[string]int
}

func (h *hasty) addBad(name string) {
	h.mu.TryLock()
	h.rows[name]++ // want concurrent-map-writes "h.rows"
}

// The lock of a condition is used by its name.
type queue struct {
	cond *sync.Cond
	rows map[string]int
}

func (q *queue) putOk(name string) {
	q.cond.L.Lock()
	defer q.cond.L.Unlock()
	q.rows[name]++
	q.cond.Signal()
}

func (q *queue) takeOk(name string) {
	q.cond.L.Lock()
	for q.rows[name] == 0 {
		q.cond.Wait()
	}
	q.rows[name]--
	q.cond.L.Unlock()
}

// A lock for each name does not guard what all names have in common.
type keyed struct {
	locks sync.Map
	rows  map[string]int
}

func (k *keyed) lock(name string) (unlock func()) {
	found, _ := k.locks.LoadOrStore(name, new(sync.Mutex))
	mu := found.(*sync.Mutex)
	mu.Lock()
	return mu.Unlock
}

func (k *keyed) addBad(name string) {
	defer k.lock(name)()
	k.rows[name]++ // want concurrent-map-writes "k.rows"
}

// A lock that is made for one call does not, either.
type renewed struct{ rows map[string]int }

func (r *renewed) lock() *sync.Mutex { return new(sync.Mutex) }

func (r *renewed) addBad(name string) {
	mu := r.lock()
	mu.Lock()
	defer mu.Unlock()
	r.rows[name]++ // want concurrent-map-writes "r.rows"
}

// Run shares all of them.
func Run(names []string) {
	g := &guarded{rows: map[string]int{}}
	l := &late{rows: map[string]int{}}
	t := &tried{rows: map[string]int{}}
	h := &hasty{rows: map[string]int{}}
	q := &queue{cond: sync.NewCond(new(sync.Mutex)), rows: map[string]int{}}
	k := &keyed{rows: map[string]int{}}
	r := &renewed{rows: map[string]int{}}
	for _, name := range names {
		go g.addOk(name)
		go g.dropOk(name)
		l.addBad(name)
		go t.addOk(name)
		go t.insideOk(name)
		go h.addBad(name)
		go q.putOk(name)
		go q.takeOk(name)
		go k.addBad(name)
		go r.addBad(name)
	}
}
