package doubles

import "net/http"

type leases interface {
	Take(name string) bool
}

// What the program uses.
type realLeases struct{ addr string }

func (l *realLeases) Take(name string) bool { return l.addr != name }

// What tests use instead.
type mapLeases struct{ taken map[string]bool }

func (m *mapLeases) Take(name string) bool {
	m.taken[name] = true
	return true
}

type watch struct{ leases leases }

func newWatch(addr string) *watch { return &watch{leases: &realLeases{addr: addr}} }

// MockNewWatch is what tests call.
func MockNewWatch() *watch { return &watch{leases: &mapLeases{taken: map[string]bool{}}} }

func (w *watch) ServeHTTP(rw http.ResponseWriter, r *http.Request) {
	if !w.leases.Take(r.URL.Path) {
		rw.WriteHeader(1)
	}
}

func serveWatch() { http.Handle("/watch", newWatch("a")) }

// The same, without a word of tests.
type countedLeases struct{ taken map[string]bool }

func (c *countedLeases) TakeBad(name string) bool {
	c.taken[name] = true // want concurrent-map-writes "c.taken"
	return true
}

type counter interface {
	TakeBad(name string) bool
}

type desk struct{ leases counter }

func newDesk() *desk { return &desk{leases: &countedLeases{taken: map[string]bool{}}} }

func (d *desk) ServeHTTP(rw http.ResponseWriter, r *http.Request) {
	if !d.leases.TakeBad(r.URL.Path) {
		rw.WriteHeader(1)
	}
}

func serveDesk() { http.Handle("/desk", newDesk()) }
