// Package workers makes an object for each goroutine and puts one map into all of them: the objects differ, their map does not.
package workers

import (
	"net/http"
	"sync"
)

// A literal in the loop.
type literal struct {
	id      int
	results map[int]int
}

func (l *literal) runBad() {
	l.results[l.id]++ // want concurrent-map-writes
}

func literals() {
	results := map[int]int{}
	for id := range 4 {
		l := &literal{id: id, results: results}
		go l.runBad()
	}
}

// A constructor.
type made struct {
	id      int
	results map[int]int
}

func newMade(id int, results map[int]int) *made { return &made{id: id, results: results} }

func (m *made) runBad() {
	m.results[m.id]++ // want concurrent-map-writes
}

func makeAll() {
	results := map[int]int{}
	for id := range 4 {
		go newMade(id, results).runBad()
	}
}

// Two objects, no loop.
type one struct{ results map[int]int }

func (o *one) runBad() {
	o.results[1]++ // want concurrent-map-writes
}

func two() {
	results := map[int]int{}
	left, right := &one{results}, &one{results}
	go left.runBad()
	go right.runBad()
}

// Made on the goroutine itself, and the map is assigned.
type request struct{ header map[string]string }

func sendBad() {
	header := map[string]string{}
	for range 4 {
		go func() {
			r := &request{}
			r.header = header
			r.header["a"] = "b" // want concurrent-map-writes
		}()
	}
}

// A package variable.
var table = map[int]int{}

type global struct{ results map[int]int }

func (g *global) runBad() {
	g.results[1]++ // want concurrent-map-writes
}

func globals() {
	for range 4 {
		g := &global{results: table}
		go g.runBad()
	}
}

// Each object has a lock of its own, which keeps none of the others out.
type locked struct {
	mu      sync.Mutex
	results map[int]int
}

func (l *locked) runBad() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.results[1]++ // want concurrent-map-writes
}

func lockedAll() {
	results := map[int]int{}
	for range 4 {
		l := &locked{results: results}
		go l.runBad()
	}
}

// They share the lock as they share the map.
type guarded struct {
	mu      *sync.Mutex
	results map[int]int
}

func (g *guarded) runOk() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.results[1]++
}

func guardedAll() {
	mu := new(sync.Mutex)
	results := map[int]int{}
	for range 4 {
		g := &guarded{mu: mu, results: results}
		go g.runOk()
	}
}

// The lock is shared as the map is, and so named only where they were put.
type writer struct {
	mu     *sync.Mutex
	shards map[string]int
}

func (w *writer) addOk(name string, shard int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.shards[name] = shard
}

func write(names []string, shard int, mu *sync.Mutex, shards map[string]int) {
	w := &writer{mu: mu, shards: shards}
	for _, name := range names {
		w.addOk(name, shard)
	}
}

func writeAll(parts [][]string) {
	var mu sync.Mutex
	shards := map[string]int{}
	for shard, names := range parts {
		go write(names, shard, &mu, shards)
	}
}

// A view of the journal takes the journal's lock.
type rows struct{ all map[string]int }

type view struct {
	mu   *sync.Mutex
	rows *rows
}

func (v view) addOk(name string) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.rows.all[name]++
}

type journal struct {
	mu   *sync.Mutex
	rows *rows
}

func (j *journal) view() view { return view{mu: j.mu, rows: j.rows} }

func (j *journal) count(name string) { j.view().addOk(name) }

func (j *journal) dropOk(name string) {
	j.mu.Lock()
	defer j.mu.Unlock()
	delete(j.rows.all, name)
}

func viewAll(names []string) {
	j := &journal{mu: new(sync.Mutex), rows: &rows{all: map[string]int{}}}
	for _, name := range names {
		go j.count(name)
		go j.dropOk(name)
	}
}

// A server runs one object's method many times over.
type page struct {
	mu   sync.Mutex
	hits map[string]int
}

func (p *page) serveOk(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.hits[r.URL.Path]++
}

func servePage(mux *http.ServeMux) error {
	hits := map[string]int{}
	p := &page{hits: hits}
	mux.HandleFunc("/", p.serveOk)
	return http.ListenAndServe(":8080", mux)
}

// Each has a lock of its own, again.
type part struct {
	mu   sync.Mutex
	hits map[string]int
}

func (p *part) serveBad(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.hits[r.URL.Path]++ // want concurrent-map-writes
}

func serveParts(mux *http.ServeMux, paths []string) error {
	hits := map[string]int{}
	for _, path := range paths {
		p := &part{hits: hits}
		mux.HandleFunc(path, p.serveBad)
	}
	return http.ListenAndServe(":8080", mux)
}

// The map comes out of a field.
type pool struct{ results map[int]int }

type field struct{ results map[int]int }

func (f *field) fieldBad() {
	f.results[1]++ // want concurrent-map-writes
}

func (p *pool) start() {
	for range 4 {
		f := &field{results: p.results}
		go f.fieldBad()
	}
}

// Run runs those that are right.
func Run() error {
	guardedAll()
	writeAll([][]string{{"a"}, {"b"}})
	viewAll([]string{"a", "b"})
	return servePage(http.NewServeMux())
}

// RunRacy runs the racy ones.
func RunRacy() error {
	literals()
	makeAll()
	two()
	sendBad()
	globals()
	lockedAll()
	(&pool{results: map[int]int{}}).start()
	return serveParts(http.NewServeMux(), []string{"/a", "/b"})
}
