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
