// Package assigned hands maps to helpers that assign what they were handed further down.
package assigned

import "sync"

type Tree struct {
	mu     sync.Mutex
	nodes  map[string]any
	leaves map[string]int
	extra  map[string]int
	shown  map[string]any
}

func (t *Tree) Set(path []string, value any) {
	t.mu.Lock()
	defer t.mu.Unlock()
	put(t.nodes, path, value)
	count(t.leaves, path[0])
	report(t.extra, path[0])
	show(t.shown, path[0])
}

func (t *Tree) Get(key string) (any, int, int, any) {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.nodes[key], t.leaves[key], t.extra[key], t.shown[key]
}

func (t *Tree) KeysBad() []string {
	keys := make([]string, 0, 8)
	for key := range t.nodes { // want unguarded-map-access
		keys = append(keys, key)
	}
	return keys
}

func (t *Tree) LeavesBad() int {
	sum := 0
	for _, leaf := range t.leaves { // want unguarded-map-access
		sum += leaf
	}
	return sum
}

// What is written was made by the helper.
func (t *Tree) ExtraOk() int {
	return len(t.extra)
}

// The helper is back at the loop when it writes, with another map.
func (t *Tree) ShownOk() int {
	return len(t.shown)
}

func put(current any, path []string, value any) {
	var next any
	switch current.(type) {
	case map[string]any:
		nodes := current.(map[string]any)
		if len(path) == 1 {
			nodes[path[0]] = value
			return
		}
		next = nodes[path[0]]
		current = next
	default:
		current = nil
	}
	if current != nil {
		put(current, path[1:], value)
	}
}

func count(leaves map[string]int, key string) int {
	leaves[key]++
	leaves = map[string]int{}
	return len(leaves)
}

func report(extra map[string]int, key string) int {
	before := extra[key]
	extra = map[string]int{}
	extra[key] = before + 1
	return len(extra)
}

func show(shown map[string]any, key string) {
	for depth := 0; depth < 3; depth++ {
		if depth > 0 {
			shown[key] = depth
		}
		shown = map[string]any{}
	}
}
