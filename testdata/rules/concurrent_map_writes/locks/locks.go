// Package locks holds a lock, but not one that helps.
package locks

import "sync"

type counter struct {
	mu   sync.RWMutex
	hits map[string]int
	lows map[string]int
}

// Readers share their lock with each other.
func (c *counter) hitBad(name string) {
	c.mu.RLock()
	defer c.mu.RUnlock()
	c.hits[name]++ // want map-write-under-rlock "hits" // show locks = c.mu (read)
}

func (c *counter) lowOk(name string) {
	c.mu.RLock()
	_, ok := c.lows[name]
	c.mu.RUnlock()
	if ok {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.lows[name]++
}

func useCounter(names []string) {
	c := &counter{hits: map[string]int{}, lows: map[string]int{}}
	for _, name := range names {
		go c.hitBad(name)
		go c.lowOk(name)
	}
}

type depot struct {
	inMu  sync.Mutex
	outMu sync.Mutex
	stock map[string]int
}

func (d *depot) storeBad(name string) {
	d.inMu.Lock()
	defer d.inMu.Unlock()
	d.stock[name]++ // want concurrent-map-writes
}

func (d *depot) fetchBad(name string) {
	d.outMu.Lock()
	defer d.outMu.Unlock()
	d.stock[name]-- // want concurrent-map-writes // show locks = d.outMu
}

func useDepot(names []string) {
	d := &depot{stock: map[string]int{}}
	for _, name := range names {
		go d.storeBad(name)
		go d.fetchBad(name)
	}
}

// Both locks in one order: the common one is enough.
type pair struct {
	mu    sync.Mutex
	extra sync.Mutex
	notes map[string]int
}

func (p *pair) bothOk(name string) {
	p.mu.Lock()
	p.extra.Lock()
	p.notes[name]++ // show locks = p.extra, p.mu
	p.extra.Unlock()
	p.mu.Unlock()
}

func (p *pair) oneOk(name string) {
	p.mu.Lock()
	p.notes[name]++
	p.mu.Unlock()
}

func usePair(names []string) {
	p := &pair{notes: map[string]int{}}
	for _, name := range names {
		go p.bothOk(name)
		go p.oneOk(name)
	}
}

// An early unlock leaves the write outside.
func (p *pair) earlyBad(name string, urgent bool) {
	p.mu.Lock()
	if urgent {
		p.mu.Unlock()
		p.notes[name] = 1 // want concurrent-map-writes // show locks = none
		return
	}
	p.notes[name] = 2
	p.mu.Unlock()
}

func useEarly(names []string) {
	p := &pair{notes: map[string]int{}}
	for _, name := range names {
		go p.earlyBad(name, len(name) > 3)
	}
}

// One lock for each name does not exclude the other names.
func perKeyBad(names []string) map[string]int {
	counts := map[string]int{}
	locks := make([]sync.Mutex, len(names))
	var wg sync.WaitGroup
	for i, name := range names {
		wg.Add(1)
		go func() {
			defer wg.Done()
			locks[i].Lock()
			defer locks[i].Unlock()
			counts[name]++ // miss concurrent-map-writes: alias, one lock a key and one element a key look alike
		}()
	}
	wg.Wait()
	return counts
}
