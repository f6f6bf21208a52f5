// Package chosen runs functions that a variable was given before, and functions of a table that each run once.
package chosen

import "sync"

type manager struct {
	mu      sync.Mutex
	pending map[int]bool
	dialled map[int]bool
}

func (m *manager) rejectOk(id int) { m.pending[id] = true }

func (m *manager) acceptOk(id int) { delete(m.pending, id) }

func (m *manager) dialOk(id int, again bool) {
	reject := m.rejectOk
	if again {
		reject = m.acceptOk
	}
	m.mu.Lock()
	reject(id)
	m.mu.Unlock()
}

func (m *manager) noteBad(id int) {
	m.dialled[id] = true // want concurrent-map-writes
}

func (m *manager) dial(id int) {
	note := m.noteBad
	m.mu.Lock()
	m.mu.Unlock()
	note(id)
}

func Start() *manager {
	m := &manager{pending: map[int]bool{}, dialled: map[int]bool{}}
	for id := range 3 {
		go m.dialOk(id, id > 1)
		go m.dial(id)
	}
	return m
}

type service struct{ run func() }

var uploaded = map[string]int{}

var stored = map[string]int{}

var services = map[string]service{"upload": {run: uploadOk}, "store": {run: storeBad}, "other": {run: otherBad}}

// There is one of it.
func uploadOk() { uploaded["a"]++ }

func storeBad() {
	stored["a"]++ // miss concurrent-map-writes: dispatch, whose goroutines run a stored function is a guess
}

func otherBad() {
	stored["b"]++ // miss concurrent-map-writes: dispatch, whose goroutines run a stored function is a guess
}

func startOne(one service) { go one.run() }

func Serve() {
	for _, one := range services {
		startOne(one)
	}
}
