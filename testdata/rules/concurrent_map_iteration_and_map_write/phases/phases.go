// Package phases keeps accesses apart by an order that is not seen yet.
package phases

import "sync"

// The table is published under the lock, and every reader asks first whether it is there.
type Roles struct {
	mu    sync.Mutex
	ready bool
	table map[string]string
}

func Boot() *Roles {
	r := &Roles{}
	go r.fill()
	return r
}

func (r *Roles) fill() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.table = map[string]string{}
	r.table["admin"] = "all"
	r.ready = true
}

func (r *Roles) isReady() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.ready
}

func (r *Roles) LookupOk(name string) string {
	if !r.isReady() {
		return ""
	}
	// noise concurrent-map-read-and-map-write: published under a lock that every reader takes before
	return r.table[name]
}

// The visitor is called while the walk runs, and the rest is swept when the walk is over.
type visitor interface {
	Visit(name string)
}

type sweep struct {
	mu    sync.Mutex
	found map[string]bool
}

func (s *sweep) Visit(name string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.found[name] = true
}

func (s *sweep) Seen(name string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.found[name]
}

func walk(names []string, v visitor) {
	var wg sync.WaitGroup
	for _, name := range names {
		wg.Go(func() { v.Visit(name) })
	}
	wg.Wait()
}

func (s *sweep) rest(out chan<- string) {
	go func() {
		for name := range s.found {
			out <- name
		}
		close(out)
	}()
}

func run(names []string, out chan<- string) {
	s := &sweep{found: map[string]bool{}}
	walk(names, s)
	s.rest(out)
}

// The flags say together which lock is held.
type index struct {
	sync.RWMutex
	cached bool
	cache  map[string]int
	all    map[string]int
}

func (i *index) lookup(name string, lock bool) int {
	cached := i.cached
	if lock {
		if cached {
			i.Lock()
		} else {
			i.RLock()
		}
	}
	found := i.all[name]
	if cached {
		// noise concurrent-map-writes: the flag that leads here has taken the lock for writing
		i.cache[name] = found
	}
	if lock {
		if cached {
			i.Unlock()
		} else {
			i.RUnlock()
		}
	}
	return found
}

func useIndex(names []string) {
	i := &index{cached: true, cache: map[string]int{}, all: map[string]int{}}
	for _, name := range names {
		go i.lookup(name, true)
	}
}
