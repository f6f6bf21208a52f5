// Package ticker ranges in a loop that runs beside requests.
package ticker

import (
	"fmt"
	"net/http"
	"sync"
	"time"
)

type visitors struct {
	seen map[string]int
}

func (v *visitors) requestBad(path string) {
	v.seen[path]++ // want concurrent-map-iteration-and-map-write "seen"
}

func (v *visitors) loopBad(t *time.Ticker) {
	for range t.C {
		for path := range v.seen { // want concurrent-map-iteration-and-map-write "seen"
			fmt.Println(path)
		}
	}
}

func serve(paths []string) {
	v := &visitors{seen: map[string]int{}}
	go v.loopBad(time.NewTicker(time.Minute))
	for _, path := range paths {
		v.requestBad(path)
	}
}

type pages struct {
	seen map[string]int
}

func (p *pages) requestOk(path string) int {
	return p.seen[path]
}

func (p *pages) loopOk(t *time.Ticker) {
	for range t.C {
		for path := range p.seen {
			fmt.Println(path)
		}
	}
}

// Nobody writes.
func servePages(paths []string) {
	p := &pages{seen: map[string]int{"home": 1}}
	go p.loopOk(time.NewTicker(time.Minute))
	for _, path := range paths {
		p.requestOk(path)
	}
}

type webVisitorsBad struct {
	seen map[string]int
}

func (v *webVisitorsBad) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	// want concurrent-map-writes
	v.seen[r.URL.Path]++
}

func (v *webVisitorsBad) loop(t *time.Ticker) {
	for range t.C {
		// miss concurrent-map-iteration-and-map-write: model, the server calls handlers from many goroutines
		for path := range v.seen {
			fmt.Println(path)
		}
	}
}

func serveWeb() error {
	v := &webVisitorsBad{seen: map[string]int{}}
	go v.loop(time.NewTicker(time.Minute))
	return http.ListenAndServe("localhost:8080", v)
}

type webVisitors struct {
	mu   sync.Mutex
	seen map[string]int
}

func (v *webVisitors) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.seen[r.URL.Path]++
}

func (v *webVisitors) loopOk(t *time.Ticker) {
	for range t.C {
		v.mu.Lock()
		for path := range v.seen {
			fmt.Println(path)
		}
		v.mu.Unlock()
	}
}

func serveWebOk() error {
	v := &webVisitors{seen: map[string]int{}}
	go v.loopOk(time.NewTicker(time.Minute))
	return http.ListenAndServe("localhost:8080", v)
}
