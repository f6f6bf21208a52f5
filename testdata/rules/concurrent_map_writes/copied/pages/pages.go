// Package pages shows what a feed hands out.
package pages

import (
	"fmt"
	"net/http"

	"fixtures/concurrent_map_writes/copied/feed"
)

type page struct {
	feed *feed.Feed
}

func (p *page) add(w http.ResponseWriter, r *http.Request) { p.feed.Add(r.FormValue("name")) }

func (p *page) copyOk(w http.ResponseWriter, r *http.Request) {
	stats := p.feed.CopyOk()
	stats.ByName["seen"] = stats.Total
	for name, count := range stats.ByName {
		fmt.Fprintln(w, name, count)
	}
	for _, name := range p.feed.NamesOk() {
		fmt.Fprintln(w, name)
	}
}

func (p *page) sharedBad(w http.ResponseWriter, r *http.Request) {
	stats := p.feed.Shared()
	for name, count := range stats.ByName { // want concurrent-map-iteration-and-map-write "ByName"
		fmt.Fprintln(w, name, count)
	}
}

func (p *page) keptBad(w http.ResponseWriter, r *http.Request) {
	stats := p.feed.Kept()
	fmt.Fprintln(w, stats.ByName[r.FormValue("name")]) // want concurrent-map-read-and-map-write "ByName"
}

// Serve shows one feed.
func Serve() error {
	p := &page{feed: feed.New()}
	mux := http.NewServeMux()
	mux.HandleFunc("/add", p.add)
	mux.HandleFunc("/copy", p.copyOk)
	mux.HandleFunc("/shared", p.sharedBad)
	mux.HandleFunc("/kept", p.keptBad)
	return http.ListenAndServe(":8080", mux)
}
