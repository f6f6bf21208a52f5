// Package slots has channels with one slot for locks.
package slots

import "sync"

// Batches counts under a slot.
type Batches struct {
	mu     sync.RWMutex
	slot   chan struct{}
	ready  map[string]int
	failed map[string]int
}

// New makes the one slot.
func New() *Batches {
	return &Batches{slot: make(chan struct{}, 1), ready: map[string]int{}, failed: map[string]int{}}
}

// AddOk takes the slot for the function that it calls.
func (b *Batches) AddOk(name string) {
	b.mu.RLock()
	defer b.mu.RUnlock()
	b.slot <- struct{}{}
	defer func() {
		<-b.slot
	}()
	b.add(name)
}

func (b *Batches) add(name string) {
	b.ready[name]++
}

// Fail takes no slot.
func (b *Batches) Fail(name string) {
	b.mu.RLock()
	defer b.mu.RUnlock()
	b.failBad(name)
}

func (b *Batches) failBad(name string) {
	b.failed[name]++ // want map-write-under-rlock "b.failed"
}
