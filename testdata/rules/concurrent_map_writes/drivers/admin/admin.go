// Package admin serves requests that use drivers, and one that adds a filter.
package admin

import (
	"fmt"
	"net/http"
	"strings"

	_ "fixtures/concurrent_map_writes/drivers/disk"
	_ "fixtures/concurrent_map_writes/drivers/memory"
	"fixtures/concurrent_map_writes/drivers/registry"
)

func open(w http.ResponseWriter, r *http.Request) {
	store, err := registry.OpenOk(r.FormValue("driver"), r.URL.Path)
	fmt.Fprintln(w, store, err, registry.NamesOk())
}

func addFilter(w http.ResponseWriter, r *http.Request) {
	prefix := r.FormValue("prefix")
	registry.AddFilterBad(prefix, func(line string) string { return strings.TrimPrefix(line, prefix) })
}

func apply(w http.ResponseWriter, r *http.Request) {
	fmt.Fprintln(w, registry.ApplyBad(r.FormValue("filter"), r.FormValue("line")))
}

// Serve registers one more driver before it serves.
func Serve() error {
	registry.RegisterOk("none", func(path string) (string, error) { return path, nil })
	mux := http.NewServeMux()
	mux.HandleFunc("/open", open)
	mux.HandleFunc("/filter", addFilter)
	mux.HandleFunc("/apply", apply)
	return http.ListenAndServe(":8080", mux)
}
