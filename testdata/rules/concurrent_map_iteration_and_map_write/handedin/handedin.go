// Package handedin goes on with maps that it handed to somebody who keeps them.
package handedin

import "sync"

type shelf struct {
	mu    sync.Mutex
	books map[string]int
}

// The caller's map itself is kept.
func (s *shelf) set(books map[string]int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.books = books
}

func (s *shelf) addBad(name string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.books[name]++ // want concurrent-map-iteration-and-map-write
}

type library struct {
	mu    sync.Mutex
	shelf *shelf
}

func (l *library) replaceBad(books map[string]int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.shelf.set(books)
	for name := range books { // want concurrent-map-iteration-and-map-write
		println(name)
	}
}

func Fill(names []string) {
	l := &library{shelf: &shelf{books: map[string]int{}}}
	for _, name := range names {
		go l.shelf.addBad(name)
		go l.replaceBad(map[string]int{name: 1})
	}
}

type desk struct {
	mu     sync.Mutex
	papers map[string]int
}

// A copy is kept.
func (d *desk) set(papers map[string]int) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.papers = map[string]int{}
	for name, pages := range papers {
		d.papers[name] = pages
	}
}

func (d *desk) addOk(name string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.papers[name]++
}

type office struct {
	mu   sync.Mutex
	desk *desk
}

func (o *office) replaceOk(papers map[string]int) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.desk.set(papers)
	for name := range papers {
		println(name)
	}
}

func Work(names []string) {
	o := &office{desk: &desk{papers: map[string]int{}}}
	for _, name := range names {
		go o.desk.addOk(name)
		go o.replaceOk(map[string]int{name: 1})
	}
}

type cart struct {
	mu    sync.Mutex
	items map[string]int
}

func (c *cart) set(items map[string]int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.items = items
}

func (c *cart) addOk(name string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.items[name]++
}

// What it does with the map, it does before it hands it over.
func (c *cart) replaceOk(items map[string]int) {
	for name := range items {
		println(name)
	}
	c.set(items)
}

func Shop(names []string) {
	c := &cart{items: map[string]int{}}
	for _, name := range names {
		go c.addOk(name)
		go c.replaceOk(map[string]int{name: 1})
	}
}
