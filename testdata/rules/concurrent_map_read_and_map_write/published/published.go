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

// The map that readers hold is written in place.
func (r *routes) patchBad(path, target string) {
	current := r.current.Load().(map[string]string)
	// miss concurrent-map-writes: alias, the map comes out of an atomic value
	current[path] = target
}

func patchRoutes(paths []string) {
	r := newRoutes()
	for _, path := range paths {
		go r.patchBad(path, "target")
		go r.findOk(path)
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
