// Package twolocks guards one map with two locks, each in its own place.
package twolocks

import "sync"

type stats struct {
	addMu sync.Mutex
	getMu sync.RWMutex
	sums  map[string]int
}

func (s *stats) addBad(name string, value int) {
	s.addMu.Lock()
	defer s.addMu.Unlock()
	s.sums[name] += value // want concurrent-map-read-and-map-write "sums"
}

func (s *stats) getBad(name string) int {
	s.getMu.RLock()
	defer s.getMu.RUnlock()
	return s.sums[name] // want concurrent-map-read-and-map-write "sums"
}

func useStats(names []string) {
	s := &stats{sums: map[string]int{}}
	for _, name := range names {
		go s.addBad(name, 1)
		go s.getBad(name)
	}
}

type totals struct {
	mu   sync.RWMutex
	sums map[string]int
}

func (t *totals) addOk(name string, value int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.sums[name] += value
}

func (t *totals) getOk(name string) int {
	t.mu.RLock()
	defer t.mu.RUnlock()
	return t.sums[name]
}

func useTotals(names []string) {
	t := &totals{sums: map[string]int{}}
	for _, name := range names {
		go t.addOk(name, 1)
		go t.getOk(name)
	}
}

// The keeper holds a pointer to the lock of its desk: two names, one lock.
type desk struct {
	mu     sync.Mutex
	keeper *keeper
}

type keeper struct {
	mu   *sync.Mutex
	keys map[string]int
}

func (k *keeper) sweepOk() {
	k.mu.Lock()
	defer k.mu.Unlock()
	for key, left := range k.keys {
		if left == 0 {
			delete(k.keys, key)
		}
	}
}

func (d *desk) handOutOk(key string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.keeper.keys[key]++
}

func useDesk() {
	d := &desk{}
	d.keeper = &keeper{mu: &d.mu, keys: map[string]int{}}
	go d.keeper.sweepOk()
	d.handOutOk("front door")
}
