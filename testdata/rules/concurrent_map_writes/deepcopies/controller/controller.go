// Package controller copies shared objects, with and without the lock under which others change them.
package controller

import (
	"sync"

	"fixtures/concurrent_map_writes/deepcopies/api"
)

type guarded struct {
	mu   sync.Mutex
	node *api.Node
}

func (g *guarded) labelOk(name, value string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.node.Labels[name] = value
}

func (g *guarded) copyOk() *api.Node {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.node.DeepCopy()
}

func (g *guarded) reviseOk(port string) *api.Node {
	revised := g.copyOk()
	revised.Ports[port] = 80
	revised.Labels["revised"] = "yes"
	return revised
}

// RunGuarded copies under the lock.
func RunGuarded(names []string) {
	g := &guarded{node: &api.Node{Labels: map[string]string{}, Ports: map[string]int{}}}
	for _, name := range names {
		go g.labelOk(name, "yes")
		go g.reviseOk(name)
	}
}

type loose struct {
	mu   sync.Mutex
	node *api.Node
}

// The generated copy reads the labels without the lock.
func (l *loose) labelBad(name, value string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.node.Labels[name] = value // want concurrent-map-iteration-and-map-write "l.node.Labels"
}

func (l *loose) copy() *api.Node { return l.node.DeepCopy() }

// RunLoose copies without.
func RunLoose(names []string) {
	l := &loose{node: &api.Node{Labels: map[string]string{}, Ports: map[string]int{}}}
	for _, name := range names {
		go l.labelBad(name, "yes")
		go l.copy()
	}
}
