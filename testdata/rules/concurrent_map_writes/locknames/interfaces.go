package locknames

import "sync"

// store is locked by those who walk over what it has.
type store interface {
	RLock()
	RUnlock()
	addOk() int
	dropOk(name string)
}

type memory struct {
	sync.RWMutex
	rows map[string]int
}

func (m *memory) addOk() int {
	sum := 0
	for _, value := range m.rows {
		sum += value
	}
	return sum
}

func (m *memory) dropOk(name string) {
	m.Lock()
	defer m.Unlock()
	delete(m.rows, name)
}

// node has the store behind an interface: its lock is the one inside.
type node struct{ store store }

func (n *node) sumOk() int {
	n.store.RLock()
	defer n.store.RUnlock()
	return n.store.addOk()
}

// Keep walks while another goroutine drops.
func Keep(names chan string) {
	m := &memory{rows: map[string]int{"a": 1}}
	n := &node{store: m}
	go func() {
		for name := range names {
			m.dropOk(name)
		}
	}()
	go n.sumOk()
}
