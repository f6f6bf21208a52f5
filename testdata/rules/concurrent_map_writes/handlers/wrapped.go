package handlers

import (
	"context"
	"net/http"
)

type wrapped func(ctx context.Context, w http.ResponseWriter, r *http.Request)

// wrap makes a handler of a function that takes more.
func wrap(f wrapped) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) { f(r.Context(), w, r) }
}

type reports struct{ byPath map[string]int }

func (p *reports) addBad(ctx context.Context, w http.ResponseWriter, r *http.Request) {
	p.byPath[r.URL.Path]++ // want concurrent-map-writes
}

// A helper is called by name, here with a map of the request's own.
func countOk(w http.ResponseWriter, r *http.Request, counts map[string]int) { counts[r.URL.Path]++ }

func (p *reports) countOk(w http.ResponseWriter, r *http.Request) { countOk(w, r, map[string]int{}) }

func RegisterReports(mux *http.ServeMux) {
	p := &reports{byPath: map[string]int{}}
	mux.Handle("/add", wrap(p.addBad))
	mux.HandleFunc("/count", p.countOk)
}
