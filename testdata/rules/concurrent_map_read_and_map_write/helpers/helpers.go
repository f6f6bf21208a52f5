// Package helpers is there for tests: it imports their package.
package helpers

import (
	"sync"
	"testing"
)

type Harness struct {
	t     *testing.T
	mu    sync.Mutex
	nodes map[string]int
}

func New(t *testing.T) *Harness { return &Harness{t: t, nodes: map[string]int{}} }

func (h *Harness) AddOk(name string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.nodes[name]++
}

func (h *Harness) RemoveOk(name string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	delete(h.nodes, name)
}

// CountOk is called by tests, one step after another.
func (h *Harness) CountOk() int { return len(h.nodes) }
