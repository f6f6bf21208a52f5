// Package renewed puts a new object in the place of the one that goroutines still work on.
package renewed

import (
	"net/http"
	"time"
)

type round struct {
	rows map[string]int
	last string
}

func newRound(name string) *round {
	r := &round{last: name}
	r.rows = map[string]int{}
	return r
}

func lastRound(name string) *round {
	if name == "" {
		return nil
	}
	return newRound(name)
}

// Each goroutine is handed the round that was made for it.
func (r *round) startOk(name string) {
	r.rows[name]++
	go r.runOk()
}

func (r *round) runOk() {
	for range time.Tick(time.Second) {
		r.rows[r.last]++
	}
}

type recorder struct {
	current *round
	other   *round
	latest  *round
}

// Record has one round after the other.
func (r *recorder) Record(names []string) {
	for _, name := range names {
		r.current = &round{rows: map[string]int{}}
		r.current.startOk(name)
	}
}

// Repeat does so through functions that return rounds.
func (r *recorder) Repeat(names []string) {
	for _, name := range names {
		r.other = newRound(name)
		r.other.startOk(name)
		r.latest = lastRound(name)
		r.latest.startOk(name)
	}
}

// Here the goroutine of one round comes to that of the next.
type lap struct {
	rows map[string]int
}

func newLap() *lap { return &lap{rows: map[string]int{}} }

type watcher struct{ current *lap }

func (w *watcher) startBad(name string) {
	w.current.rows[name]++ // want concurrent-map-writes "rows"
	go w.runBad()
}

func (w *watcher) runBad() {
	for range time.Tick(time.Second) {
		w.current.rows["tick"]++ // want concurrent-map-writes "rows"
	}
}

// Watch hands on the watcher, not the round.
func (w *watcher) Watch(names []string) {
	for _, name := range names {
		w.current = newLap()
		w.startBad(name)
	}
}

type single struct {
	rows map[string]int
}

func (s *single) startBad(name string) {
	s.rows[name]++ // want concurrent-map-writes "rows"
	go s.runBad()
}

func (s *single) runBad() {
	for range time.Tick(time.Second) {
		s.rows["tick"]++ // want concurrent-map-writes "rows"
	}
}

type keeper struct{ current *single }

// Keep makes one for all rounds.
func (k *keeper) Keep(names []string) {
	k.current = &single{rows: map[string]int{}}
	for _, name := range names {
		k.current.startBad(name)
	}
}

// A field is only where a request keeps the map that it has made.
type loader struct {
	rows map[string]int
	name string
}

func (l *loader) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	l.rows = map[string]int{}
	loadOk(l.rows, r.URL.Path)
	showOk(l.rows, w)
}

func showOk(rows map[string]int, w http.ResponseWriter) {
	for name := range rows {
		w.Header().Add("name", name)
	}
}

func loadOk(rows map[string]int, name string) { rows[name]++ }

// Serve shares the loader.
func Serve() error { return http.ListenAndServe(":8080", &loader{}) }
