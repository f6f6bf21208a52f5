package closers

import (
	"context"
	"runtime"
	"sync"
	"time"
)

// A timer drops the entry under the lock.
type lease struct {
	mu      sync.Mutex
	entries map[string]string
}

func (l *lease) setOk(name, value string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.entries[name] = value
	time.AfterFunc(time.Minute, func() {
		l.mu.Lock()
		defer l.mu.Unlock()
		delete(l.entries, name)
	})
}

// The timer is a goroutine of its own.
type loan struct{ entries map[string]string }

func (l *loan) setBad(name, value string) {
	l.entries[name] = value // want concurrent-map-writes "l.entries"
	time.AfterFunc(time.Minute, func() { delete(l.entries, name) })
}

// So is what runs at the end of a context.
func countBad(ctx context.Context, names []string) int {
	seen := map[string]int{}
	stop := context.AfterFunc(ctx, func() {
		clear(seen) // want concurrent-map-writes "seen"
	})
	defer stop()
	for _, name := range names {
		seen[name]++
	}
	return 0
}

// Whoever stops does so from another goroutine.
type runner struct{ jobs map[string]int }

func (r *runner) runBad() {
	for range time.Tick(time.Second) {
		r.jobs["first"]++ // want concurrent-map-writes "r.jobs"
	}
}

func (r *runner) stopBad() {
	clear(r.jobs) // want concurrent-map-writes "r.jobs"
}

// RunUntil runs until it is stopped.
func RunUntil(stop <-chan struct{}) {
	r := &runner{jobs: map[string]int{}}
	go func() {
		<-stop
		r.stopBad()
	}()
	r.runBad()
}

// Cleanups run on goroutines of their own, as finalizers do.
var living = map[int]bool{}

type tenant struct{ id int }

func newTenantBad(id int) *tenant {
	t := &tenant{id: id}
	living[id] = true // want concurrent-map-writes "living"
	runtime.AddCleanup(t, forgetBad, id)
	return t
}

func forgetBad(id int) {
	delete(living, id) // want concurrent-map-writes "living"
}

// Run runs the others.
func Run(ctx context.Context, names []string) {
	first, second := &lease{entries: map[string]string{}}, &loan{entries: map[string]string{}}
	for _, name := range names {
		first.setOk(name, "value")
		second.setBad(name, "value")
		println(newTenantBad(len(name)).id)
	}
	countBad(ctx, names)
}
