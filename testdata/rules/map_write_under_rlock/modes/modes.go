// Package modes takes a lock in the mode that a helper is handed.
package modes

import "sync"

const (
	reading = iota
	writing
)

func lock(mu *sync.RWMutex, mode int) {
	if mode == writing {
		mu.Lock()
	} else {
		mu.RLock()
	}
}

func unlock(mu *sync.RWMutex, mode int) {
	if mode == writing {
		mu.Unlock()
	} else {
		mu.RUnlock()
	}
}

type table struct {
	mu    sync.RWMutex
	rows  map[string]int
	marks map[string]int
}

func (t *table) setOk(name string) {
	lock(&t.mu, writing)
	defer unlock(&t.mu, writing)
	t.rows[name]++
}

func (t *table) dropOk(name string) {
	lock(&t.mu, writing)
	delete(t.rows, name)
	unlock(&t.mu, writing)
}

func (t *table) markBad(name string) {
	t.mu.RLock()
	defer t.mu.RUnlock()
	t.marks[name]++ // want map-write-under-rlock
}

func Start(names []string) {
	t := &table{rows: map[string]int{}, marks: map[string]int{}}
	for _, name := range names {
		go t.setOk(name)
		go t.dropOk(name)
		go t.markBad(name)
	}
}
