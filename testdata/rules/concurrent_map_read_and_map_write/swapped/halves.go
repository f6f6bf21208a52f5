package swapped

import "sync"

type halves struct {
	fresh map[string]int
	same  map[string]int
}

// One of the maps goes into the new struct.
type half struct {
	mu  sync.Mutex
	now halves
}

func (h *half) add(name string) {
	h.mu.Lock()
	h.now.same[name]++
	h.mu.Unlock()
}

func (h *half) flushBad() {
	h.mu.Lock()
	old := h.now
	h.now = halves{fresh: map[string]int{}, same: old.same}
	h.mu.Unlock()
	for name := range old.same { // want concurrent-map-iteration-and-map-write "old.same"
		println(name)
	}
}

func useHalf() {
	h := &half{now: halves{fresh: map[string]int{}, same: map[string]int{}}}
	go func() {
		for {
			h.add("a")
		}
	}()
	for {
		h.flushBad()
	}
}
