// Package constraints calls methods of type parameters.
package constraints

import "sync"

type putter interface {
	pourBad(key string)
}

type plain struct {
	values map[string]int
}

func (p *plain) pourBad(key string) {
	p.values[key]++ // want concurrent-map-writes
}

func fill[P putter](into P, key string) {
	into.pourBad(key)
}

func useFill() {
	shared := &plain{values: map[string]int{}}
	go fill(shared, "one")
	fill(shared, "two")
}

type counter interface {
	count(key string)
}

type guarded struct {
	mu     sync.Mutex
	values map[string]int
}

func (g *guarded) count(key string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.values[key]++
}

func fillOk[C counter](into C, key string) {
	into.count(key)
}

func useGuarded() {
	shared := &guarded{values: map[string]int{}}
	go fillOk(shared, "one")
	fillOk(shared, "two")
}

type marker interface {
	markBad(key string)
}

type marks struct {
	values map[string]bool
}

func (m *marks) markBad(key string) {
	m.values[key] = true // want concurrent-map-writes
}

// A field whose type is a parameter.
type worker[M marker] struct {
	into M
}

func (w *worker[M]) run(key string) {
	w.into.markBad(key)
}

// UseWorkers runs several workers.
func UseWorkers() {
	shared := &worker[*marks]{into: &marks{values: map[string]bool{}}}
	for range 3 {
		go shared.run("key")
	}
}

// A lock of any type.
func addOk[L sync.Locker](lock L, values map[string]int, key string) {
	lock.Lock()
	defer lock.Unlock()
	values[key]++
}

func useAdd() {
	var mu sync.Mutex
	values := map[string]int{}
	go addOk(&mu, values, "one")
	addOk(&mu, values, "two")
}
