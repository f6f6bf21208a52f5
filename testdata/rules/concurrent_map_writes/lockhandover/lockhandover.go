// Package lockhandover takes a lock on one goroutine and gives it back on another.
package lockhandover

import "sync"

type broker struct {
	mu       sync.Mutex
	versions map[int]int
}

// The goroutine has the lock from its start to its end.
func (b *broker) openOk() {
	b.mu.Lock()
	go func() {
		defer b.mu.Unlock()
		b.versions[1]++
	}()
}

// As before, but the lock is taken by the caller.
func (b *broker) pending() {
	go func() {
		b.versions[2]++
		b.mu.Unlock()
	}()
}

func (b *broker) addOk() {
	b.mu.Lock()
	b.pending()
}

func (b *broker) getOk(key int) int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.versions[key]
}

func run() {
	b := &broker{versions: map[int]int{}}
	for range 3 {
		go b.getOk(1)
		b.openOk()
		b.addOk()
	}
}

type early struct {
	mu    sync.Mutex
	sizes map[int]int
}

// The lock is given back before the map is written.
func (e *early) openBad() {
	e.mu.Lock()
	go func() {
		e.mu.Unlock()
		e.sizes[1]++ // want concurrent-map-read-and-map-write
	}()
}

func (e *early) getOk(key int) int {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.sizes[key]
}

func runEarly() {
	e := &early{sizes: map[int]int{}}
	for range 3 {
		go e.getOk(1)
		e.openBad()
	}
}
