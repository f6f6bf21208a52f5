package locknames

import (
	"sync"
	"time"
)

// A timer takes the lock that the owner gave it; every caller holds that under its own name.
type probes struct {
	owner   sync.Locker
	pending map[string]*time.Timer
}

func (p *probes) init(owner sync.Locker) {
	p.owner = owner
	p.pending = map[string]*time.Timer{}
}

func (p *probes) startOk(name string) {
	p.pending[name] = time.AfterFunc(time.Second, func() {
		p.owner.Lock()
		defer p.owner.Unlock()
		delete(p.pending, name)
	})
}

func (p *probes) restartOk(name string) {
	p.startOk(name)
}

// Endpoint is the owner.
type Endpoint struct {
	mu     sync.Mutex
	probes probes
}

// NewEndpoint gives its lock away.
func NewEndpoint() *Endpoint {
	e := &Endpoint{}
	e.probes.init(&e.mu)
	return e
}

// Check probes a name.
func (e *Endpoint) Check(name string) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.probes.startOk(name)
}

// Again probes a name once more.
func (e *Endpoint) Again(name string) {
	e.mu.Lock()
	e.probes.restartOk(name)
	e.mu.Unlock()
}

// One of the callers holds nothing.
type leases struct {
	owner *sync.Mutex
	given map[string]int
}

func (l *leases) giveBad(name string) {
	go func() {
		l.owner.Lock()
		delete(l.given, name)
		l.owner.Unlock()
	}()
	l.given[name]++ // want concurrent-map-writes "l.given"
}

// Pool is the owner.
type Pool struct {
	mu     sync.Mutex
	leases leases
}

// NewPool gives its lock away.
func NewPool() *Pool {
	p := &Pool{}
	p.leases = leases{owner: &p.mu, given: map[string]int{}}
	return p
}

// Take gives under the lock.
func (p *Pool) Take(name string) {
	p.mu.Lock()
	p.leases.giveBad(name)
	p.mu.Unlock()
}

// Steal gives without it.
func (p *Pool) Steal(name string) {
	p.leases.giveBad(name)
}

// A lock of another kind cannot be the one that the pointer leads to.
type quotas struct {
	owner *sync.Mutex
	used  map[string]int
}

func (q *quotas) useBad(name string) {
	go func() {
		q.owner.Lock()
		delete(q.used, name)
		q.owner.Unlock()
	}()
	q.used[name]++ // want concurrent-map-writes "q.used"
}

// Tenants knows its quotas.
type Tenants struct {
	mu     sync.RWMutex
	quotas *quotas
}

// NewTenants is given the lock of others.
func NewTenants(owner *sync.Mutex) *Tenants {
	return &Tenants{quotas: &quotas{owner: owner, used: map[string]int{}}}
}

// Use counts under the lock of the tenants.
func (t *Tenants) Use(name string) {
	t.mu.Lock()
	t.quotas.useBad(name)
	t.mu.Unlock()
}

// The goroutine takes the owner's lock, and all callers hold it through the pointer.
type outbox struct {
	mu    sync.Mutex
	lines map[string]int
}

func (o *outbox) postOk(name string) {
	go func() {
		o.mu.Lock()
		delete(o.lines, name)
		o.mu.Unlock()
	}()
	o.lines[name]++
}

// Writer holds the lock of its outbox by pointer.
type Writer struct {
	lock   *sync.Mutex
	outbox *outbox
}

// NewWriter shares the lock of its outbox.
func NewWriter() *Writer {
	out := &outbox{lines: map[string]int{}}
	return &Writer{lock: &out.mu, outbox: out}
}

// Post writes a line.
func (w *Writer) Post(name string) {
	w.lock.Lock()
	defer w.lock.Unlock()
	w.outbox.postOk(name)
}

// A job runs what it is given under the lock that it is given.
type job struct {
	owner sync.Locker
	run   func()
}

func (j *job) schedule() {
	time.AfterFunc(time.Second, func() {
		j.owner.Lock()
		defer j.owner.Unlock()
		j.run()
	})
}

// Leaser forgets leases after a while.
type Leaser struct {
	mu     sync.Mutex
	leases map[string]*job
}

// Lease notes a lease.
func (l *Leaser) Lease(name string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.leaseOk(name)
}

func (l *Leaser) leaseOk(name string) {
	j := &job{owner: &l.mu, run: func() {
		delete(l.leases, name)
	}}
	j.schedule()
	l.leases[name] = j
}
