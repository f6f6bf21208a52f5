// Package madeonce loads tables when they are first needed, under a lock, and reads them without it from then on.
package madeonce

import (
	"net/http"
	"sync"
)

func load(name string) map[string]int {
	return map[string]int{name: len(name)}
}

type rates struct {
	mu    sync.Mutex
	table map[string]int
}

// rateOk comes by the lock before it reads: the table is there by then, and nobody replaces it.
func (r *rates) rateOk(name string) int {
	r.mu.Lock()
	if r.table == nil {
		r.table = load(name)
		r.table["base"] = 1
	}
	r.mu.Unlock()
	return r.table[name]
}

type fees struct {
	mu    sync.Mutex
	table map[string]int
}

func (f *fees) ensure() {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.table != nil {
		return
	}
	f.table = load("fees")
}

// feeOk leaves that to another function.
func (f *fees) feeOk(name string) int {
	f.ensure()
	return f.table[name]
}

type taxes struct {
	mu    sync.Mutex
	ready bool
	table map[string]int
}

// taxOk has a flag beside the table, and a literal that sees to both.
func (t *taxes) taxOk(name string) int {
	func() {
		t.mu.Lock()
		defer t.mu.Unlock()
		if t.ready {
			return
		}
		t.ready = true
		t.table = load("taxes")
		t.table["none"] = 0
	}()
	return t.table[name]
}

type tolls struct {
	mu    sync.RWMutex
	table map[string]int
}

// tollOk looks under the lock for readers first.
func (t *tolls) tollOk(name string) int {
	t.mu.RLock()
	if t.table != nil {
		t.mu.RUnlock()
		return t.table[name]
	}
	t.mu.RUnlock()
	t.mu.Lock()
	if t.table == nil {
		t.table = load(name)
	}
	t.mu.Unlock()
	return t.table[name]
}

type seasons struct {
	mu    sync.Mutex
	table map[string]int
}

// priceOk reads what drop takes away only when all have waited for each other.
func (s *seasons) priceOk(name string) int {
	s.mu.Lock()
	if s.table == nil {
		s.table = load(name)
	}
	s.mu.Unlock()
	return s.table[name]
}

func (s *seasons) drop() {
	s.mu.Lock()
	s.table = nil
	s.mu.Unlock()
}

// Year has a table of its own for each season.
func Year(names []string) {
	s := &seasons{}
	for range 4 {
		var group sync.WaitGroup
		for _, name := range names {
			group.Add(1)
			go func() {
				defer group.Done()
				println(s.priceOk(name))
			}()
		}
		group.Wait()
		s.drop()
	}
}

type tariffs struct {
	mu    sync.Mutex
	table map[string]int
}

// tariffBad looks at the table before it comes by the lock.
func (t *tariffs) tariffBad(name string) int {
	if t.table != nil {
		return t.table[name] // want concurrent-map-read-and-map-write "t.table"
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.table == nil {
		t.table = load(name)
	}
	return t.table[name]
}

type quotas struct {
	mu    sync.Mutex
	table map[string]int
}

// quotaBad reads what drop may take away again.
func (q *quotas) quotaBad(name string) int {
	q.mu.Lock()
	if q.table == nil {
		q.table = load(name)
	}
	q.mu.Unlock()
	return q.table[name] // want concurrent-map-read-and-map-write "q.table"
}

func (q *quotas) drop() {
	q.mu.Lock()
	q.table = nil
	q.mu.Unlock()
}

type limits struct {
	mu    sync.Mutex
	table map[string]int
}

// limitBad reads while renew puts another table there, whether there was one or not.
func (l *limits) limitBad(name string) int {
	l.mu.Lock()
	if l.table == nil {
		l.table = load(name)
	}
	l.mu.Unlock()
	return l.table[name] // want concurrent-map-read-and-map-write "l.table"
}

func (l *limits) renew() {
	l.mu.Lock()
	if l.table == nil {
		l.table = load("empty")
	}
	l.mu.Unlock()
	l.mu.Lock()
	l.table = load("new")
	l.mu.Unlock()
}

type grants struct {
	mu    sync.Mutex
	table map[string]int
}

// grantBad writes to the table when it has given back the lock.
func (g *grants) grantBad(name string) int {
	g.mu.Lock()
	if g.table == nil {
		g.table = load(name)
	}
	g.mu.Unlock()
	g.table[name]++ // want concurrent-map-writes "g.table"
	return 0
}

// Serve asks for all of them at once.
func Serve() error {
	r, f, t, w, q, l := &rates{}, &fees{}, &taxes{}, &tolls{}, &quotas{}, &limits{}
	s, g := &tariffs{}, &grants{}
	http.HandleFunc("/", func(_ http.ResponseWriter, req *http.Request) {
		name := req.URL.Path
		println(r.rateOk(name), f.feeOk(name), t.taxOk(name), w.tollOk(name))
		println(s.tariffBad(name), q.quotaBad(name), l.limitBad(name), g.grantBad(name))
		q.drop()
		l.renew()
	})
	return http.ListenAndServe(":8080", nil)
}
