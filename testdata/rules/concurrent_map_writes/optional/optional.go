// Package optional locks when it is told to, when it is made.
package optional

import "sync"

// Option sets a table up.
type Option func(*table)

// Shared makes a table that several goroutines may use.
func Shared() Option { return func(t *table) { t.shared = true } }

type table struct {
	mu     sync.Mutex
	shared bool
	rows   map[string]int
}

func newTable(options ...Option) *table {
	t := &table{rows: map[string]int{}}
	for _, option := range options {
		option(t)
	}
	return t
}

func (t *table) lock() {
	if t.shared {
		t.mu.Lock()
	}
}

func (t *table) unlock() {
	if t.shared {
		t.mu.Unlock()
	}
}

func (t *table) putOk(name string) {
	t.lock()
	defer t.unlock()
	t.rows[name]++
}

func (t *table) getOk(name string) int {
	if t.shared {
		t.mu.Lock()
		defer t.mu.Unlock()
	}
	return t.rows[name]
}

func useTable(names []string) {
	t := newTable(Shared())
	for _, name := range names {
		go t.putOk(name)
		go t.getOk(name)
	}
}

// A lock that does nothing stands where none is needed.
type noLock struct{}

func (noLock) Lock()   {}
func (noLock) Unlock() {}

type ring struct {
	guard sync.Locker
	seen  map[string]int
}

func newRing(shared bool) *ring {
	if shared {
		return &ring{guard: new(sync.Mutex), seen: map[string]int{}}
	}
	return &ring{guard: noLock{}, seen: map[string]int{}}
}

func (r *ring) putOk(name string) {
	r.guard.Lock()
	defer r.guard.Unlock()
	r.seen[name]++
}

func useRing(names []string) {
	r := newRing(true)
	for _, name := range names {
		go r.putOk(name)
	}
}

// The lock depends on what a call is about: two calls can meet.
type journal struct {
	mu    sync.Mutex
	lines map[string]int
}

func (j *journal) writeBad(name string, urgency int) {
	if urgency < 3 {
		j.mu.Lock()
		defer j.mu.Unlock()
	}
	j.lines[name]++ // want concurrent-map-writes "j.lines"
}

func UseJournal(names []string) {
	j := &journal{lines: map[string]int{}}
	for urgency, name := range names {
		go j.writeBad(name, urgency)
	}
}

// The way out that is taken when there is nothing to do gives the lock back, and goes on.
func (j *journal) flushBad(names []string) {
	j.mu.Lock()
	for _, name := range names {
		if j.lines[name] == 0 {
			j.mu.Unlock()
			j.lines[name] = 1 // want concurrent-map-read-and-map-write "j.lines"
			return
		}
	}
	j.mu.Unlock()
}

func useFlush(names []string) {
	j := &journal{lines: map[string]int{}}
	for range names {
		go j.flushBad(names)
	}
}
