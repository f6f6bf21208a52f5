// Package made has objects that are made, set up and started before others find them.
package made

import "sync"

type manager struct {
	paths map[string]*path
	loops map[string]*loop
	names chan string
}

type path struct {
	readers map[int]bool
	leave   chan int
}

func (p *path) initialize() {
	p.readers = make(map[int]bool)
	p.leave = make(chan int)
	go p.runOk()
}

func (p *path) runOk() {
	for id := range p.leave {
		delete(p.readers, id)
	}
}

func (m *manager) addOk(name string) {
	p := &path{}
	p.initialize()
	m.paths[name] = p
}

type loop struct {
	mu      sync.Mutex
	readers map[int]bool
	leave   chan int
}

func newLoop() *loop {
	l := &loop{readers: make(map[int]bool), leave: make(chan int)}
	go l.run()
	return l
}

func (l *loop) run() {
	for id := range l.leave {
		l.mu.Lock()
		delete(l.readers, id)
		l.mu.Unlock()
	}
}

func (m *manager) addLoop(name string) {
	l := newLoop()
	m.loops[name] = l
}

// Whoever finds the object meets its goroutine.
func (m *manager) joinBad(name string, id int) {
	m.loops[name].readers[id] = true // want concurrent-map-writes
}

func (m *manager) run() {
	for name := range m.names {
		m.addOk(name)
		m.addLoop(name)
		m.joinBad(name, 1)
	}
}

func Start() *manager {
	m := &manager{paths: map[string]*path{}, loops: map[string]*loop{}, names: make(chan string)}
	m.addOk("first")
	m.addLoop("first")
	go m.run()
	return m
}

type load struct{ epochs map[int]int }

// Each round has an element of its own.
func eachOk(loads map[string]load) int {
	sum := 0
	for _, one := range loads {
		if len(one.epochs) > 0 {
			go clearOk(one.epochs)
		}
	}
	return sum
}

func clearOk(epochs map[int]int) { delete(epochs, 1) }

func eachBad(loads map[string]load) int {
	sum := 0
	for _, one := range loads {
		go clearBad(one.epochs)
		sum += len(one.epochs) // want concurrent-map-read-and-map-write
	}
	return sum
}

func clearBad(epochs map[int]int) {
	delete(epochs, 1) // want concurrent-map-read-and-map-write
}

func Use(loads, others map[string]load) int { return eachOk(loads) + eachBad(others) }
