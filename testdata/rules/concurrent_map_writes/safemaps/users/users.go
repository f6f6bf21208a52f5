// Package users uses maps that lock by themselves, and reaches into one.
package users

import (
	"fmt"
	"net/http"
	"sync"

	"fixtures/concurrent_map_writes/safemaps/safe"
)

type user struct{ name string }

type store struct {
	byName *safe.Map[string, *user]
	seen   safe.Set[string]
	hits   sync.Map
}

func newStore() *store {
	s := &store{byName: safe.NewMap[string, *user]()}
	s.byName.Items["root"] = &user{name: "root"}
	return s
}

func (s *store) addOk(w http.ResponseWriter, r *http.Request) {
	name := r.FormValue("name")
	s.byName.SetOk(name, &user{name: name})
	s.seen.AddOk(name)
	count, _ := s.hits.LoadOrStore(name, 1)
	s.hits.Store(name, count.(int)+1)
}

func (s *store) showOk(w http.ResponseWriter, r *http.Request) {
	if found, ok := s.byName.GetOk(r.FormValue("name")); ok {
		fmt.Fprintln(w, found.name)
	}
	for name := range s.byName.AllOk() {
		fmt.Fprintln(w, name)
	}
	s.hits.Range(func(name, count any) bool {
		fmt.Fprintln(w, name, count)
		return true
	})
}

func (s *store) listBad(w http.ResponseWriter, r *http.Request) {
	for name := range s.byName.Items { // want concurrent-map-iteration-and-map-write "Items"
		fmt.Fprintln(w, name)
	}
}

func (s *store) count(w http.ResponseWriter, r *http.Request) {
	fmt.Fprintln(w, s.seen.LenBad())
}

// Serve serves one store.
func Serve() error {
	s := newStore()
	mux := http.NewServeMux()
	mux.HandleFunc("/add", s.addOk)
	mux.HandleFunc("/show", s.showOk)
	mux.HandleFunc("/list", s.listBad)
	mux.HandleFunc("/count", s.count)
	return http.ListenAndServe(":8080", mux)
}
