// Package replaced builds maps anew and puts them in the place of old ones.
package replaced

import (
	"maps"
	"net/http"
	"sync"
	"sync/atomic"
)

type snapshot struct {
	routes  map[string]string
	version int
}

// A router holds a struct with maps that nobody writes once they are there.
type router struct {
	mu      sync.Mutex
	current atomic.Pointer[snapshot]
}

func newRouter() *router {
	r := &router{}
	r.current.Store(&snapshot{routes: map[string]string{}})
	return r
}

func (r *router) ServeHTTP(w http.ResponseWriter, request *http.Request) {
	current := r.current.Load()
	if target, found := current.routes[request.URL.Path]; found {
		http.Redirect(w, request, target, http.StatusFound)
	}
}

func (r *router) addOk(path, target string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	old := r.current.Load()
	next := &snapshot{routes: maps.Clone(old.routes), version: old.version + 1}
	next.routes[path] = target
	r.current.Store(next)
}

func serveRouter(paths []string) error {
	r := newRouter()
	for _, path := range paths {
		go r.addOk(path, "/")
	}
	return http.ListenAndServe(":8080", r)
}

// Readers take the map under the lock and look into it without: it is never written again.
type resolver struct {
	mu    sync.RWMutex
	hosts map[string]string
}

func (r *resolver) table() map[string]string {
	r.mu.RLock()
	defer r.mu.RUnlock()
	return r.hosts
}

func (r *resolver) lookupOk(host string) string { return r.table()[host] }

func (r *resolver) reloadOk(lines [][2]string) {
	hosts := make(map[string]string, len(lines))
	for _, line := range lines {
		hosts[line[0]] = line[1]
	}
	r.mu.Lock()
	r.hosts = hosts
	r.mu.Unlock()
}

func useResolver(lines [][2]string) {
	r := &resolver{}
	go r.reloadOk(lines)
	for _, line := range lines {
		go r.lookupOk(line[0])
	}
}

// Here one more method writes the map that is there.
type patched struct {
	mu    sync.RWMutex
	hosts map[string]string
}

func (p *patched) table() map[string]string {
	p.mu.RLock()
	defer p.mu.RUnlock()
	return p.hosts
}

func (p *patched) lookupBad(host string) string {
	return p.table()[host] // want concurrent-map-read-and-map-write
}

func (p *patched) reloadOk(hosts map[string]string) {
	p.mu.Lock()
	p.hosts = maps.Clone(hosts)
	p.mu.Unlock()
}

func (p *patched) addOk(host, address string) {
	p.mu.Lock()
	p.hosts[host] = address
	p.mu.Unlock()
}

func usePatched(hosts map[string]string) {
	p := &patched{hosts: map[string]string{}}
	go p.reloadOk(hosts)
	for host, address := range hosts {
		go p.addOk(host, address)
		go p.lookupBad(host)
	}
}

// Readers take no lock, so that they may read the variable while it is assigned.
type careless struct {
	mu    sync.Mutex
	hosts map[string]string
}

func (c *careless) lookupBad(host string) string {
	return c.hosts[host] // want concurrent-map-read-and-map-write "c.hosts"
}

func (c *careless) reloadOk(hosts map[string]string) {
	next := maps.Clone(hosts)
	c.mu.Lock()
	c.hosts = next
	c.mu.Unlock()
}

func useCareless(hosts map[string]string) {
	c := &careless{hosts: map[string]string{}}
	go c.reloadOk(hosts)
	for host := range hosts {
		go c.lookupBad(host)
	}
}
