// Package handlers holds functions that a server runs for each request.
package handlers

import (
	"net/http"
	"sync"
	"time"
)

type api struct {
	mu     sync.Mutex
	hits   map[string]int
	routes map[string]string
	once   sync.Once
	table  map[string]bool
	recent map[string]time.Time
}

func newAPI() *api {
	a := &api{hits: map[string]int{}, routes: map[string]string{}, recent: map[string]time.Time{}}
	a.routes["/"] = "index"
	return a
}

func (a *api) countBad(w http.ResponseWriter, r *http.Request) {
	a.hits[r.URL.Path]++ // want concurrent-map-writes
}

func (a *api) routeOk(w http.ResponseWriter, r *http.Request) {
	// Written before the server starts and never again.
	http.Redirect(w, r, a.routes[r.URL.Path], http.StatusFound)
}

func (a *api) lazyOk(w http.ResponseWriter, r *http.Request) {
	a.once.Do(func() { a.table = map[string]bool{"/": true} })
	if !a.table[r.URL.Path] {
		w.WriteHeader(http.StatusNotFound)
	}
}

func (a *api) sweepBad() {
	for range time.Tick(time.Minute) {
		for path, at := range a.recent {
			if time.Since(at) > time.Hour {
				delete(a.recent, path) // want concurrent-map-writes
			}
		}
	}
}

func (a *api) touchBad(w http.ResponseWriter, r *http.Request) {
	a.recent[r.URL.Path] = time.Now() // want concurrent-map-writes
}

func serve() error {
	a := newAPI()
	go a.sweepBad()
	http.HandleFunc("/count", a.countBad)
	http.HandleFunc("/route", a.routeOk)
	http.HandleFunc("/lazy", a.lazyOk)
	http.HandleFunc("/touch", a.touchBad)
	return http.ListenAndServe("localhost:8080", nil)
}

type guarded struct {
	mu   sync.Mutex
	hits map[string]int
}

func (g *guarded) ServeHTTP(w http.ResponseWriter, r *http.Request) { g.addOk(r.URL.Path) }

func (g *guarded) addOk(path string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.hits[path]++
}

type form struct {
	fields map[string]string
}

func (f *form) set(name, value string) { f.fields[name] = value }

// Each request has a form of its own.
func parseOk(w http.ResponseWriter, r *http.Request) {
	f := &form{fields: map[string]string{}}
	for name := range r.Form {
		f.set(name, r.FormValue(name))
	}
	seen := map[string]bool{}
	for _, cookie := range r.Cookies() {
		seen[cookie.Name] = true
	}
}

// A map of the function around the handler is there for all requests.
func limitBad(next http.Handler) http.Handler {
	left := map[string]int{}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		left[r.RemoteAddr]++ // want concurrent-map-writes
		next.ServeHTTP(w, r)
	})
}

func limitOk(next http.Handler) http.Handler {
	left := map[string]int{}
	var mu sync.Mutex
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		left[r.RemoteAddr]++
		mu.Unlock()
		next.ServeHTTP(w, r)
	})
}

// The inner handler is made for one request.
func wrapOk(w http.ResponseWriter, r *http.Request) {
	notes := map[string]string{}
	inner := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		notes["path"] = r.URL.Path
	})
	inner.ServeHTTP(w, r)
}

type visit struct {
	vars map[string]string
}

// Called by name, on an object of the request's own.
func (v *visit) fillOk(w http.ResponseWriter, r *http.Request) {
	v.vars["path"] = r.URL.Path
}

func visitOk(w http.ResponseWriter, r *http.Request) {
	v := &visit{vars: map[string]string{}}
	v.fillOk(w, r)
}

// The caller of the helper holds the lock.
func (g *guarded) insideOk(w http.ResponseWriter, r *http.Request) {
	g.hits[r.Method]++
}

func (g *guarded) outsideOk(w http.ResponseWriter, r *http.Request) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.insideOk(w, r)
}
