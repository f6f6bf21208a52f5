// Package worker starts a goroutine in a constructor and uses the object from outside too.
package worker

import (
	"fmt"
	"sync"
	"time"
)

type queue struct {
	pending map[string]int
}

func newQueue() *queue {
	q := &queue{pending: map[string]int{}}
	q.pending["start"] = 1
	go q.runBad()
	return q
}

func (q *queue) runBad() {
	for range time.Tick(time.Second) {
		q.pending["ticks"]++ // want concurrent-map-read-and-map-write "pending"
	}
}

func (q *queue) sizeBad(name string) int {
	return q.pending[name] // want concurrent-map-read-and-map-write "pending"
}

func useQueue() {
	q := newQueue()
	fmt.Println(q.sizeBad("ticks"))
}

type loner struct {
	pending map[string]int
	jobs    chan string
}

func newLoner() *loner {
	l := &loner{pending: map[string]int{}, jobs: make(chan string)}
	l.pending["start"] = 1
	go l.runOk()
	return l
}

// Nobody else touches the map.
func (l *loner) runOk() {
	for job := range l.jobs {
		l.pending[job]++
		if len(l.pending) > 100 {
			clear(l.pending)
		}
	}
}

func (l *loner) add(job string) {
	l.jobs <- job
}

func useLoner() {
	l := newLoner()
	l.add("a")
	l.add("b")
}

// Fills all its maps before anybody else can see the object.
type catalog struct {
	mu     sync.Mutex
	prices map[string]int
}

func newCatalogOk(names []string) *catalog {
	c := &catalog{prices: make(map[string]int)}
	for i, name := range names {
		c.prices[name] = i
	}
	if len(c.prices) == 0 {
		c.prices["none"] = 0
	}
	return c
}

func (c *catalog) priceOk(name string) int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.prices[name]
}

func (c *catalog) raiseOk(name string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.prices[name]++
}

func useCatalog(names []string) {
	c := newCatalogOk(names)
	for _, name := range names {
		go c.priceOk(name)
		go c.raiseOk(name)
	}
}

type plugins struct {
	loaded map[string]bool
	mu     sync.Mutex
}

// The goroutine runs before the constructor is done with the map.
func newPluginsBad(names []string) *plugins {
	p := &plugins{loaded: map[string]bool{}}
	go p.watchOk()
	for _, name := range names {
		p.loaded[name] = true // want concurrent-map-read-and-map-write "loaded"
	}
	return p
}

func (p *plugins) watchOk() {
	for range time.Tick(time.Second) {
		p.mu.Lock()
		fmt.Println(p.loaded["core"])
		p.mu.Unlock()
	}
}

type flusher struct {
	dirty map[string]bool
}

func (f *flusher) flushBad() {
	delete(f.dirty, "page") // want concurrent-map-read-and-map-write "dirty"
}

func (f *flusher) isDirtyBad(page string) bool {
	return f.dirty[page] // want concurrent-map-read-and-map-write "dirty"
}

func useFlusher() bool {
	f := &flusher{dirty: map[string]bool{}}
	flush := f.flushBad
	go flush()
	return f.isDirtyBad("page")
}

type sweeper struct {
	stale map[string]bool
}

func (s *sweeper) sweepBad() {
	delete(s.stale, "page") // want concurrent-map-read-and-map-write "stale"
}

func (s *sweeper) isStaleBad(page string) bool {
	return s.stale[page] // want concurrent-map-read-and-map-write "stale"
}

func every(pause time.Duration, f func()) {
	for {
		f()
		time.Sleep(pause)
	}
}

func useSweeper() bool {
	s := &sweeper{stale: map[string]bool{}}
	go every(time.Second, s.sweepBad)
	return s.isStaleBad("page")
}

type mop interface {
	mop()
	isClean(page string) bool
}

// Both sides are behind an interface, and both lock.
type lockedMop struct {
	mu    sync.Mutex
	clean map[string]bool
}

func (m *lockedMop) mop() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.clean["page"] = true
}

func (m *lockedMop) isClean(page string) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.clean[page]
}

func useMopOk() bool {
	var m mop = &lockedMop{clean: map[string]bool{}}
	go every(time.Second, m.mop)
	return m.isClean("page")
}

type brush interface {
	brush()
	isClean(page string) bool
}

type looseBrushBad struct {
	clean map[string]bool
}

func (b *looseBrushBad) brush() {
	// want concurrent-map-read-and-map-write
	b.clean["page"] = true
}

func (b *looseBrushBad) isClean(page string) bool {
	// want concurrent-map-read-and-map-write
	return b.clean[page]
}

func useBrush(b brush) bool {
	go b.brush()
	return b.isClean("page")
}

func brushUp() bool {
	return useBrush(&looseBrushBad{clean: map[string]bool{}})
}
