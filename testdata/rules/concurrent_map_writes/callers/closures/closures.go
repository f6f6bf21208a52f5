// Package closures locks for functions in variables, for what is handed over, for recursion and for visitors.
package closures

import "sync"

func localOk(names []string) {
	var mu sync.Mutex
	seen := map[string]int{}
	add := func(name string) { seen[name]++ }
	for _, name := range names {
		go func() {
			mu.Lock()
			defer mu.Unlock()
			add(name)
		}()
	}
}

// The second call comes after the lock.
func localBad(names []string) {
	var mu sync.Mutex
	seen := map[string]int{}
	add := func(name string) {
		seen[name]++ // want concurrent-map-writes "seen"
	}
	for _, name := range names {
		go func() {
			mu.Lock()
			add(name)
			mu.Unlock()
			add("all")
		}()
	}
}

// The lock comes with the map.
func addOk(mu *sync.Mutex, seen map[string]int, name string) {
	mu.Lock()
	defer mu.Unlock()
	seen[name]++
}

func handedOk(names []string) {
	var mu sync.Mutex
	seen := map[string]int{}
	for _, name := range names {
		go addOk(&mu, seen, name)
	}
	addOk(&mu, seen, "last")
}

// One map comes with two locks.
func addBad(mu *sync.Mutex, seen map[string]int, name string) {
	mu.Lock()
	defer mu.Unlock()
	seen[name]++ // want concurrent-map-writes "seen"
}

func handedTwice(names []string) {
	var left, right sync.Mutex
	seen := map[string]int{}
	for _, name := range names {
		go addBad(&left, seen, name)
		go addBad(&right, seen, name)
	}
}

type tree struct {
	mu       sync.Mutex
	children map[string][]string
	marks    map[string]bool
}

// The lock is taken once for all levels.
func (t *tree) markOk(name string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.walkOk(name)
}

func (t *tree) walkOk(name string) {
	if t.marks[name] {
		return
	}
	t.marks[name] = true
	for _, child := range t.children[name] {
		t.walkOk(child)
	}
}

func useTree(names []string) {
	t := &tree{children: map[string][]string{}, marks: map[string]bool{}}
	for _, name := range names {
		go t.markOk(name)
	}
}

type visitor interface{ visitOk(name string) }

type counter struct{ counts map[string]int }

func (c *counter) visitOk(name string) { c.counts[name]++ }

type list struct {
	mu    sync.Mutex
	names []string
	to    visitor
}

func (l *list) each() {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, name := range l.names {
		l.to.visitOk(name)
	}
}

func useList(names []string) {
	l := &list{names: names, to: &counter{counts: map[string]int{}}}
	go l.each()
	go l.each()
}

// Run runs them all.
func Run(names []string) {
	localOk(names)
	localBad(names)
	handedOk(names)
	handedTwice(names)
	useTree(names)
	useList(names)
}
