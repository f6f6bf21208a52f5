// Package gates has atomic flags that let one goroutine in at a time, and some that do not.
package gates

import (
	"net/http"
	"runtime"
	"sync/atomic"
)

// refresher lets one refresh run at a time; whoever comes meanwhile goes away.
type refresher struct {
	busy  atomic.Bool
	cache map[string]int
}

func (r *refresher) refreshOk(_ http.ResponseWriter, q *http.Request) {
	if !r.busy.CompareAndSwap(false, true) {
		return
	}
	defer r.busy.Store(false)
	r.cache[q.URL.Path]++
}

// byNumber does the same with an integer.
type byNumber struct {
	busy  int32
	cache map[string]int
}

func (b *byNumber) refreshOk(_ http.ResponseWriter, q *http.Request) {
	if atomic.CompareAndSwapInt32(&b.busy, 0, 1) {
		b.fillOk(q.URL.Path)
		atomic.StoreInt32(&b.busy, 0)
	}
}

func (b *byNumber) fillOk(path string) { b.cache[path]++ }

// bySwap looks at what was there before.
type bySwap struct {
	busy  atomic.Bool
	cache map[string]int
}

func (b *bySwap) refreshOk(_ http.ResponseWriter, q *http.Request) {
	if b.busy.Swap(true) {
		return
	}
	b.cache[q.URL.Path]++
	b.busy.Store(false)
}

// spinning waits until it is let in.
type spinning struct {
	busy  atomic.Int32
	cache map[string]int
}

func (s *spinning) refreshOk(_ http.ResponseWriter, q *http.Request) {
	for !s.busy.CompareAndSwap(0, 1) {
		runtime.Gosched()
	}
	s.cache[q.URL.Path]++
	s.busy.Store(0)
}

// inBackground hands the flag to the goroutine that it starts.
type inBackground struct {
	busy  atomic.Bool
	cache map[string]int
}

func (b *inBackground) refreshOk(_ http.ResponseWriter, q *http.Request) {
	if !b.busy.CompareAndSwap(false, true) {
		return
	}
	path := q.URL.Path
	go func() {
		defer b.busy.Store(false)
		b.cache[path]++
	}()
}

// tooEarly sets the flag back before it is done.
type tooEarly struct {
	busy  atomic.Bool
	cache map[string]int
}

func (t *tooEarly) refreshBad(_ http.ResponseWriter, q *http.Request) {
	if !t.busy.CompareAndSwap(false, true) {
		return
	}
	t.busy.Store(false)
	t.cache[q.URL.Path]++ // want concurrent-map-writes
}

// lifecycle is started once; that lets in everybody.
type lifecycle struct {
	running atomic.Bool
	cache   map[string]int
}

func (l *lifecycle) start() {
	if !l.running.CompareAndSwap(false, true) {
		return
	}
	println("started")
}

func (l *lifecycle) stop() { l.running.Store(false) }

func (l *lifecycle) refreshBad(_ http.ResponseWriter, q *http.Request) {
	l.start()
	l.cache[q.URL.Path]++ // want concurrent-map-writes
}

// reopened is set back by whoever wants to, so that two may be in.
type reopened struct {
	busy  atomic.Bool
	cache map[string]int
}

func (r *reopened) force() { r.busy.Store(true) }

func (r *reopened) onceBad(_ http.ResponseWriter, q *http.Request) {
	if r.busy.CompareAndSwap(false, true) {
		println("first")
	}
	r.cache[q.URL.Path]++ // want concurrent-map-writes
}

func serve() error {
	r := &refresher{cache: map[string]int{}}
	n := &byNumber{cache: map[string]int{}}
	w := &bySwap{cache: map[string]int{}}
	s := &spinning{cache: map[string]int{}}
	b := &inBackground{cache: map[string]int{}}
	e := &tooEarly{cache: map[string]int{}}
	l := &lifecycle{cache: map[string]int{}}
	o := &reopened{cache: map[string]int{}}
	http.HandleFunc("/refresher", r.refreshOk)
	http.HandleFunc("/number", n.refreshOk)
	http.HandleFunc("/swap", w.refreshOk)
	http.HandleFunc("/spinning", s.refreshOk)
	http.HandleFunc("/background", b.refreshOk)
	http.HandleFunc("/early", e.refreshBad)
	http.HandleFunc("/lifecycle", l.refreshBad)
	http.HandleFunc("/once", o.onceBad)
	defer l.stop()
	o.force()
	return http.ListenAndServe(":0", nil)
}
