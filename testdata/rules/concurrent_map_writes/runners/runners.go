// Package runners runs functions that lie in a list under a lock that the callers of whoever runs them hold.
package runners

import "sync"

type ledger struct {
	sync.Mutex
	seen    map[string]bool
	pending []func()
}

func (l *ledger) later(f func()) {
	l.pending = append(l.pending, f)
}

func (l *ledger) commit() {
	for _, f := range l.pending {
		f()
	}
	l.pending = nil
}

func (l *ledger) check(name string) bool {
	if l.seen[name] {
		return false
	}
	l.later(func() {
		l.seen[name] = true
	})
	return true
}

type pool struct {
	ledger *ledger
}

func (p *pool) addOk(name string) {
	p.ledger.Lock()
	defer p.ledger.Unlock()
	if p.ledger.check(name) {
		p.ledger.commit()
	}
}

func (p *pool) forgetOk(name string) {
	p.ledger.Lock()
	defer p.ledger.Unlock()
	delete(p.ledger.seen, name)
}

func feedOk(names []string) {
	p := &pool{ledger: &ledger{seen: map[string]bool{}}}
	for _, name := range names {
		go p.addOk(name)
		go p.forgetOk(name)
	}
}

// Whoever tries out a ledger of its own needs no lock.
func tryOk(name string) bool {
	l := &ledger{seen: map[string]bool{}}
	ok := l.check(name)
	l.commit()
	return ok
}

func TryAllOk(names []string) {
	for _, name := range names {
		go tryOk(name)
	}
	feedOk(names)
}

type openLedger struct {
	sync.Mutex
	seen    map[string]bool
	pending []func()
}

func (l *openLedger) later(f func()) {
	l.pending = append(l.pending, f)
}

func (l *openLedger) commit() {
	for _, f := range l.pending {
		f()
	}
	l.pending = nil
}

func (l *openLedger) checkBad(name string) {
	l.later(func() {
		l.seen[name] = true // want concurrent-map-writes
	})
}

// One of the two callers takes no lock.
func (l *openLedger) add(name string) {
	l.Lock()
	defer l.Unlock()
	l.checkBad(name)
	l.commit()
}

func (l *openLedger) flush() {
	l.commit()
}

func (l *openLedger) forget(name string) {
	l.Lock()
	defer l.Unlock()
	delete(l.seen, name)
}

func Feed(names []string) {
	l := &openLedger{seen: map[string]bool{}}
	for _, name := range names {
		go l.add(name)
		go l.flush()
		go l.forget(name)
	}
}

type lentLedger struct {
	sync.Mutex
	seen    map[string]bool
	pending []func()
}

func (l *lentLedger) later(f func()) {
	l.pending = append(l.pending, f)
}

// It gives the lock of its caller back while the functions run.
func (l *lentLedger) commit() {
	l.Unlock()
	for _, f := range l.pending {
		f()
	}
	l.Lock()
}

func (l *lentLedger) checkBad(name string) {
	l.later(func() {
		l.seen[name] = true // want concurrent-map-writes
	})
}

func (l *lentLedger) add(name string) {
	l.Lock()
	defer l.Unlock()
	l.checkBad(name)
	l.commit()
}

func (l *lentLedger) forget(name string) {
	l.Lock()
	defer l.Unlock()
	delete(l.seen, name)
}

func Lend(names []string) {
	l := &lentLedger{seen: map[string]bool{}}
	for _, name := range names {
		go l.add(name)
		go l.forget(name)
	}
}

type spawningLedger struct {
	sync.Mutex
	seen    map[string]bool
	pending []func()
}

func (l *spawningLedger) later(f func()) {
	l.pending = append(l.pending, f)
}

func (l *spawningLedger) commit() {
	for _, f := range l.pending {
		f()
	}
}

func (l *spawningLedger) checkBad(name string) {
	l.later(func() {
		l.seen[name] = true // want concurrent-map-writes
	})
}

// The lock of whoever starts the goroutine is not the goroutine's.
func (l *spawningLedger) add(name string) {
	l.Lock()
	defer l.Unlock()
	l.checkBad(name)
	go l.commit()
}

func (l *spawningLedger) forget(name string) {
	l.Lock()
	defer l.Unlock()
	delete(l.seen, name)
}

func Spawn(names []string) {
	l := &spawningLedger{seen: map[string]bool{}}
	for _, name := range names {
		go l.add(name)
		go l.forget(name)
	}
}

type soldLedger struct {
	sync.Mutex
	seen    map[string]bool
	pending []func()
}

func (l *soldLedger) later(f func()) {
	l.pending = append(l.pending, f)
}

func (l *soldLedger) commit() {
	for _, f := range l.pending {
		f()
	}
}

func (l *soldLedger) checkBad(name string) {
	l.later(func() {
		l.seen[name] = true // want concurrent-map-writes
	})
}

func (l *soldLedger) add(name string) {
	l.Lock()
	defer l.Unlock()
	l.checkBad(name)
	l.commit()
}

func (l *soldLedger) forget(name string) {
	l.Lock()
	defer l.Unlock()
	delete(l.seen, name)
}

// The method is handed to others as a value: not all who call it are known.
func Sell(names []string, every func(func())) {
	l := &soldLedger{seen: map[string]bool{}}
	every(l.commit)
	for _, name := range names {
		go l.add(name)
		go l.forget(name)
	}
}

type sharedLedger struct {
	sync.Mutex
	seen    map[string]bool
	pending []func()
}

func (l *sharedLedger) later(f func()) {
	l.pending = append(l.pending, f)
}

func (l *sharedLedger) commit() {
	for _, f := range l.pending {
		f()
	}
}

func (l *sharedLedger) checkBad(name string) {
	l.later(func() {
		l.seen[name] = true // want concurrent-map-writes
	})
}

func (l *sharedLedger) add(name string) {
	l.Lock()
	defer l.Unlock()
	l.checkBad(name)
	l.commit()
}

func (l *sharedLedger) forget(name string) {
	l.Lock()
	defer l.Unlock()
	delete(l.seen, name)
}

func (l *sharedLedger) start(names []string) {
	for _, name := range names {
		go l.add(name)
		go l.forget(name)
	}
}

// The maker of the ledger, which it gives to nobody, has its methods start goroutines.
func Share(names []string) {
	l := &sharedLedger{seen: map[string]bool{}}
	l.start(names)
	l.commit()
}

var turnLock sync.Mutex

type turns struct {
	taken   map[string]bool
	pending []func()
}

func (t *turns) run() {
	for _, f := range t.pending {
		f()
	}
}

// The lock of all callers is a package variable.
func (t *turns) takeOk(name string) {
	turnLock.Lock()
	defer turnLock.Unlock()
	t.pending = append(t.pending, func() {
		t.taken[name] = true
	})
	t.run()
}

func (t *turns) dropOk(name string) {
	turnLock.Lock()
	defer turnLock.Unlock()
	delete(t.taken, name)
}

func TakeTurnsOk(names []string) {
	t := &turns{taken: map[string]bool{}}
	for _, name := range names {
		go t.takeOk(name)
		go t.dropOk(name)
	}
}
