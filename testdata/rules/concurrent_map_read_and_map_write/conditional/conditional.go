// Package conditional locks on some paths only.
package conditional

import "sync"

type meter struct {
	mu       sync.Mutex
	readings map[string]int
}

func (m *meter) recordOk(name string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.readings[name]++
}

// Short names are read without the lock.
func (m *meter) readBad(name string) int {
	long := len(name) > 8
	if long {
		m.mu.Lock()
		defer m.mu.Unlock()
	}
	return m.readings[name] // want concurrent-map-read-and-map-write "readings" // show locks = none
}

func UseMeter(names []string) {
	m := &meter{readings: map[string]int{}}
	for _, name := range names {
		go m.recordOk(name)
		go m.readBad(name)
	}
}

type gauge struct {
	mu       sync.Mutex
	readings map[string]int
}

func (g *gauge) recordOk(name string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.readings[name]++
}

// Every path takes the lock before it reads.
func (g *gauge) readOk(name string) int {
	if len(name) > 8 {
		g.mu.Lock()
		name = name[:8]
	} else {
		g.mu.Lock()
	}
	defer g.mu.Unlock()
	return g.readings[name]
}

func useGauge(names []string) {
	g := &gauge{readings: map[string]int{}}
	for _, name := range names {
		go g.recordOk(name)
		go g.readOk(name)
	}
}

// The flag says that the caller has the lock.
type batch struct {
	mu      sync.Mutex
	batched bool
	sizes   map[string]int
}

func (b *batch) addOk(name string, locked bool) {
	if !locked {
		b.mu.Lock()
		defer b.mu.Unlock()
	}
	b.sizes[name]++
}

func (b *batch) sizeOk(name string) int {
	if !b.batched {
		b.mu.Lock()
		defer b.mu.Unlock()
	}
	return b.sizes[name]
}

func (b *batch) addAllOk(names []string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, name := range names {
		b.addOk(name, true)
	}
}

func useBatch(names []string) {
	b := &batch{sizes: map[string]int{}}
	for _, name := range names {
		go b.addOk(name, false)
		go b.sizeOk(name)
	}
	go b.addAllOk(names)
}

// Who reads without any lock is still told.
type ledger struct {
	mu    sync.Mutex
	sizes map[string]int
}

func (l *ledger) addOk(name string, lock bool) {
	if lock {
		l.mu.Lock()
		defer l.mu.Unlock()
	}
	l.sizes[name]++
}

func (l *ledger) sizeBad(name string) int {
	return l.sizes[name] // want concurrent-map-read-and-map-write
}

func useLedger(names []string) {
	l := &ledger{sizes: map[string]int{}}
	for _, name := range names {
		go l.addOk(name, true)
		go l.sizeBad(name)
	}
}
