// Package handedbehind hands function values to methods behind interfaces: what these do with them is there to be read.
package handedbehind

import "sync"

type runner interface{ run(func()) }

type spawning struct{}

func (spawning) run(f func()) { go f() }

type direct struct{}

func (direct) run(f func()) { f() }

type exclusive struct{ mu sync.Mutex }

func (e *exclusive) run(f func()) {
	go func() {
		e.mu.Lock()
		defer e.mu.Unlock()
		f()
	}()
}

type counter struct {
	runner runner
	counts map[string]int
}

func spawnBad() {
	c := &counter{runner: spawning{}, counts: map[string]int{}}
	c.runner.run(func() {
		c.counts["a"]++ // want concurrent-map-writes "counts"
	})
	c.counts["b"]++
}

type plain struct {
	runner runner
	counts map[string]int
}

func inPlaceOk() {
	p := &plain{runner: direct{}, counts: map[string]int{}}
	p.runner.run(func() {
		p.counts["a"]++
	})
	p.counts["b"]++
}

type guarded struct {
	runner runner
	counts map[string]int
}

// What the method holds around the function keeps the two apart.
func exclusiveOk() {
	g := &guarded{runner: &exclusive{}, counts: map[string]int{}}
	for range 2 {
		g.runner.run(func() {
			g.counts["a"]++
		})
	}
}

func Run() {
	spawnBad()
	inPlaceOk()
	exclusiveOk()
}
