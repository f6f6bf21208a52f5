// Package published replaces whole maps and lets readers keep the old one.
package published

import (
	"maps"
	"sync"
	"sync/atomic"
)

type routes struct {
	current atomic.Value
	mu      sync.Mutex
}

func newRoutes() *routes {
	r := &routes{}
	r.current.Store(map[string]string{})
	return r
}

func (r *routes) findOk(path string) string {
	return r.current.Load().(map[string]string)[path]
}

func (r *routes) addOk(path, target string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	old := r.current.Load().(map[string]string)
	next := make(map[string]string, len(old)+1)
	for key, value := range old {
		next[key] = value
	}
	next[path] = target
	r.current.Store(next)
}

func useRoutes(paths []string) {
	r := newRoutes()
	for _, path := range paths {
		go r.addOk(path, "target")
		go r.findOk(path)
	}
}

// patched is as routes is, but the map that readers hold is written in place.
type patched struct {
	current atomic.Value
}

func newPatched() *patched {
	p := &patched{}
	p.current.Store(map[string]string{})
	return p
}

func (p *patched) readPatched(path string) string {
	return p.current.Load().(map[string]string)[path]
}

func (p *patched) patchBad(path, target string) {
	current := p.current.Load().(map[string]string)
	current[path] = target // want concurrent-map-writes
}

func patchRoutes(paths []string) {
	p := newPatched()
	for _, path := range paths {
		go p.patchBad(path, "target")
		go p.readPatched(path)
	}
}

type labels struct {
	mu      sync.Mutex
	current atomic.Pointer[map[string]string]
}

func (l *labels) getOk(name string) string {
	current := l.current.Load()
	if current == nil {
		return ""
	}
	return (*current)[name]
}

func (l *labels) setOk(name, value string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	next := map[string]string{}
	if current := l.current.Load(); current != nil {
		next = maps.Clone(*current)
	}
	next[name] = value
	l.current.Store(&next)
}

func useLabels(names []string) {
	var l labels
	for _, name := range names {
		go l.setOk(name, "value")
		go l.getOk(name)
	}
}

// fixed has a lock that keeps writers apart; readers take none, and have the very map that is written.
type fixed struct {
	mu      sync.Mutex
	current atomic.Pointer[map[string]string]
}

func newFixed() *fixed {
	f := &fixed{}
	f.current.Store(&map[string]string{})
	return f
}

func (f *fixed) readFixed(name string) string {
	return (*f.current.Load())[name]
}

func (f *fixed) fixBad(name, value string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	(*f.current.Load())[name] = value // want concurrent-map-read-and-map-write
}

func fixLabels(names []string) {
	f := newFixed()
	for _, name := range names {
		go f.fixBad(name, "value")
		go f.readFixed(name)
	}
}

// state is swapped as a whole and has a lock of its own.
type state struct {
	mu    sync.Mutex
	users map[string]int
}

type holder struct {
	now atomic.Pointer[state]
}

func (h *holder) countOk(user string) {
	now := h.now.Load()
	now.mu.Lock()
	defer now.mu.Unlock()
	now.users[user]++
}

func (h *holder) renewOk() {
	next := &state{users: map[string]int{}}
	next.users["nobody"] = 0
	h.now.Store(next)
}

func useHolder(users []string) {
	h := &holder{}
	h.renewOk()
	for _, user := range users {
		go h.countOk(user)
		go h.renewOk()
	}
}

// Everything goes through one method of a concurrent map.
func syncMapOk(names []string) int {
	var seen sync.Map
	var wg sync.WaitGroup
	for _, name := range names {
		wg.Add(1)
		go func() {
			defer wg.Done()
			if _, ok := seen.Load(name); !ok {
				seen.Store(name, true)
			}
			seen.Range(func(key, value any) bool { return key != name })
		}()
	}
	wg.Wait()
	count := 0
	seen.Range(func(key, value any) bool {
		count++
		return true
	})
	return count
}
