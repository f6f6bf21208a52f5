package requests

import (
	"net/http"
	"sync"
)

// A bag of names: the counters have some for good, and a leaf makes one for itself.
type bag struct{ names map[string]bool }

func newBag() *bag { return &bag{names: map[string]bool{}} }

func (b *bag) addOk(name string) { b.names[name] = true }

func (b *bag) countOk() int { return len(b.names) }

type counters struct {
	mu   sync.Mutex
	bags map[string]*bag
}

func (c *counters) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for name, bag := range c.bags {
		if bag.countOk() > 10 {
			c.bags[name] = newBag()
		}
		bag.addOk(r.URL.Path)
	}
}

type leaf struct{ parts []string }

func (p *leaf) ServeHTTP(w http.ResponseWriter, r *http.Request) { p.renderOk(r.URL.Path) }

// renderOk collects on goroutines, in a bag that nobody else has.
func (p *leaf) renderOk(path string) int {
	found := newBag()
	var mu sync.Mutex
	var group sync.WaitGroup
	for _, part := range p.parts {
		group.Add(1)
		go func() {
			defer group.Done()
			mu.Lock()
			found.addOk(path + part)
			mu.Unlock()
		}()
	}
	if path == "" {
		return 0
	}
	group.Wait()
	return found.countOk()
}

// A board is given to each request, which takes a lock of its own.
type board struct{ names map[string]bool }

func newBoard() *board { return &board{names: map[string]bool{}} }

func (b *board) addBad(name string) { b.names[name] = true } // want concurrent-map-writes

type notices struct {
	mu     sync.Mutex
	boards map[string]*board
}

func (n *notices) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	n.mu.Lock()
	defer n.mu.Unlock()
	shown := newBoard()
	n.boards[r.URL.Path] = shown
	go func() {
		for range 3 {
			shown.addBad(r.URL.Path)
		}
	}()
	for _, board := range n.boards {
		board.addBad(r.URL.Path)
	}
}

// serveBags hands them over.
func serveBags() {
	http.Handle("/counters", &counters{bags: map[string]*bag{"all": newBag()}})
	http.Handle("/page", &leaf{})
	http.Handle("/notices", &notices{boards: map[string]*board{}})
	_ = http.ListenAndServe(":80", nil)
}
