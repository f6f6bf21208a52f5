// Package lockedhandlers registers handlers through a method that holds the lock around each of them.
package lockedhandlers

import (
	"net/http"
	"sync"
)

type api struct {
	mu    sync.Mutex
	mux   *http.ServeMux
	names map[string]int
	sizes map[string]int
}

func (a *api) handle(path string, handler func(http.ResponseWriter, *http.Request)) {
	a.mux.HandleFunc(path, func(w http.ResponseWriter, r *http.Request) {
		a.mu.Lock()
		defer a.mu.Unlock()
		handler(w, r)
	})
}

func (a *api) handleBare(path string, handler func(http.ResponseWriter, *http.Request)) {
	a.mux.HandleFunc(path, func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodGet {
			handler(w, r)
		}
	})
}

func (a *api) addOk(w http.ResponseWriter, r *http.Request) { a.names[r.URL.Path]++ }

func (a *api) dropOk(w http.ResponseWriter, r *http.Request) { delete(a.names, r.URL.Path) }

func (a *api) measureBad(w http.ResponseWriter, r *http.Request) {
	a.sizes[r.URL.Path] = int(r.ContentLength) // want concurrent-map-writes "a.sizes"
}

// Serve registers each in its way.
func Serve(address string) error {
	a := &api{mux: http.NewServeMux(), names: map[string]int{}, sizes: map[string]int{}}
	a.handle("/add", a.addOk)
	a.handle("/drop", a.dropOk)
	a.handleBare("/measure", a.measureBad)
	return http.ListenAndServe(address, a.mux)
}

type table struct {
	names map[string]int
}

func (t *table) renameOk(w http.ResponseWriter, r *http.Request) { t.names[r.URL.Path]++ }

// Register takes the handlers out of a table, and hands them to the wrapper.
func (a *api) Register() {
	t := &table{names: map[string]int{}}
	routes := []struct {
		path    string
		handler http.HandlerFunc
	}{
		{"/rename", t.renameOk},
	}
	for _, route := range routes {
		a.handle(route.path, route.handler)
	}
}

// One request at a time.
func oneByOne(mu *sync.Mutex, next http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		next(w, r)
	}
}

var perMethod = map[string]int{}

func serialOk(w http.ResponseWriter, r *http.Request) {
	perMethod[r.Method]++
}

// ServeSerial hands a function to the wrapper.
func ServeSerial() {
	var mu sync.Mutex
	http.Handle("/serial", oneByOne(&mu, serialOk))
}
