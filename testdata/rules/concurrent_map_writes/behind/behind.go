// Package behind calls stores through interfaces: what may stand there is what is put there.
package behind

import "sync"

type store interface{ put(string) }

// nested is what only locked stores hold.
type nested struct{ counts map[string]int }

func (n *nested) put(key string) { n.counts[key]++ }

type locked struct {
	mu    sync.Mutex
	inner store
}

func (l *locked) put(key string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.inner.put(key)
}

func newLocked(inner store) store { return &locked{inner: inner} }

type server struct{ store store }

func (s *server) serve() { s.store.put("served") }

// ServeLocked shares a store behind a lock.
func ServeLocked() {
	s := &server{store: newLocked(&nested{counts: map[string]int{}})}
	go s.serve()
	go s.serve()
}

// open is a store of which some are not locked.
type open interface{ putBad(string) }

// bare is put behind an interface that goroutines share.
type bare struct{ counts map[string]int }

func (b *bare) putBad(key string) {
	b.counts[key]++ // want concurrent-map-writes
}

type worker struct{ store open }

func (w *worker) work() { w.store.putBad("worked") }

// WorkBare shares a store without a lock.
func WorkBare() {
	w := &worker{store: &bare{counts: map[string]int{}}}
	go w.work()
	go w.work()
}

// private is handed to the same function as a store with a lock, but never to goroutines.
type private struct{ counts map[string]int }

func (p *private) put(key string) { p.counts[key]++ }

type guarded struct {
	mu     sync.Mutex
	counts map[string]int
}

func (g *guarded) put(key string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.counts[key]++
}

func fill(s store) {
	for range 10 {
		s.put("filled")
	}
}

// Fill fills one store on goroutines and another one afterwards.
func Fill() {
	shared := &guarded{counts: map[string]int{}}
	go fill(shared)
	go fill(shared)
	fill(&private{counts: map[string]int{}})
}

// promoted has the method of whatever it holds.
type promoted struct{ open }

type held struct{ counts map[string]int }

func (h *held) putBad(key string) {
	h.counts[key]++ // want concurrent-map-writes
}

// Promote calls through two interfaces.
func Promote() {
	var s open = &promoted{&held{counts: map[string]int{}}}
	go s.putBad("left")
	go s.putBad("right")
}

// plain is the twin of synced for whoever needs no lock: that it is shared is not certain enough.
type plain struct{ counts map[string]int }

func (p *plain) put(key string) {
	p.counts[key]++
}

type synced struct {
	mu sync.Mutex
	plain
}

func (s *synced) put(key string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.plain.put(key)
}

func newStore(concurrent bool) store {
	if concurrent {
		return &synced{plain: plain{map[string]int{}}}
	}
	return &plain{map[string]int{}}
}

// Choose shares the one and keeps the other.
func Choose() {
	shared := newStore(true)
	go shared.put("left")
	go shared.put("right")
	newStore(false).put("alone")
}
