package instances

import (
	"net/http"
	"sync"
	"time"
)

// A queue lies in a depot, and the one that requests come to is not the one that the runner has made for itself.
type queue struct{ rows map[string]int }

type depot struct {
	mu    sync.Mutex
	queue queue
}

func newDepot() *depot { return &depot{queue: queue{rows: map[string]int{}}} }

func (d *depot) addOk(name string) {
	d.mu.Lock()
	d.queue.rows[name]++
	d.mu.Unlock()
}

type runner struct{ own *depot }

func newRunner() *runner { return &runner{own: newDepot()} }

func (r *runner) loopOk() {
	for range time.Tick(time.Second) {
		r.own.queue.rows["tick"]++
	}
}

// Run lets the runner work.
func (r *runner) Run() { go r.loopOk() }

type endpoint struct{ shared *depot }

func newEndpoint() *endpoint { return &endpoint{shared: newDepot()} }

func (e *endpoint) ServeHTTP(w http.ResponseWriter, r *http.Request) { e.shared.addOk(r.URL.Path) }

// Here both have the desk by the same name.
type shelf struct{ rows map[string]int }

type desk struct {
	mu    sync.Mutex
	shelf shelf
}

func (d *desk) addOk(name string) {
	d.mu.Lock()
	d.shelf.rows[name]++
	d.mu.Unlock()
}

type office struct{ desk *desk }

func (o *office) loopBad() {
	for range time.Tick(time.Second) {
		o.desk.shelf.rows["tick"]++ // want concurrent-map-writes "rows"
	}
}

// Run lets the office work.
func (o *office) Run() { go o.loopBad() }

func (o *office) ServeHTTP(w http.ResponseWriter, r *http.Request) { o.desk.addOk(r.URL.Path) }

// Open makes them.
func Open() []any {
	return []any{newRunner(), newEndpoint(), &office{desk: &desk{shelf: shelf{rows: map[string]int{}}}}}
}
