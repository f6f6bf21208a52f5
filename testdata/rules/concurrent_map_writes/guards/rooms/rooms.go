// Package rooms guards maps with locks of another package.
package rooms

import (
	"sync"

	"fixtures/concurrent_map_writes/guards/guard"
)

type house struct {
	guard guard.Mutex
	rooms map[string]int
}

func (h *house) enterOk(name string) {
	h.guard.Lock()
	defer h.guard.Unlock()
	h.rooms[name]++
}

func (h *house) leaveOk(name string) {
	h.guard.Do(func() { h.rooms[name]-- })
}

func (h *house) countOk(name string) int {
	return guard.With(&h.guard, func() int { return h.rooms[name] })
}

func (h *house) clearOk() {
	defer guard.Take(&h.guard)()
	clear(h.rooms)
}

func useHouse(names []string) {
	h := &house{rooms: map[string]int{}}
	for _, name := range names {
		go h.enterOk(name)
		go h.leaveOk(name)
		go h.countOk(name)
	}
	h.clearOk()
}

type hotel struct {
	guard guard.Mutex
	rooms map[string]int
}

func (h *hotel) enterOk(name string) {
	h.guard.Do(func() { h.rooms[name]++ })
}

// leaveBad does its work when the guard is done.
func (h *hotel) leaveBad(name string) {
	var left bool
	h.guard.Do(func() { left = h.rooms[name] > 0 })
	if left {
		h.rooms[name]-- // want concurrent-map-writes "h.rooms"
	}
}

func useHotel(names []string) {
	h := &hotel{rooms: map[string]int{}}
	for _, name := range names {
		go h.enterOk(name)
		go h.leaveBad(name)
	}
}

// The lock is a part of the struct by a pointer.
type lodge struct {
	*sync.RWMutex
	rooms map[string]int
}

func newLodge() *lodge { return &lodge{RWMutex: new(sync.RWMutex), rooms: map[string]int{}} }

func (l *lodge) enterOk(name string) {
	l.Lock()
	l.rooms[name]++
	l.Unlock()
}

func (l *lodge) countOk(name string) int {
	l.RLock()
	defer l.RUnlock()
	return l.rooms[name]
}

func (l *lodge) leaveBad(name string) {
	delete(l.rooms, name) // want concurrent-map-writes "l.rooms"
}

func useLodge(names []string) {
	l := newLodge()
	for _, name := range names {
		go l.enterOk(name)
		go l.countOk(name)
		go l.leaveBad(name)
	}
}
