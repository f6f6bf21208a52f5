// Package printed prints maps while others write them.
package printed

import (
	"fmt"
	"log"
	"log/slog"
	"os"
	"sync"
	"text/template"
	"time"
)

type stats struct {
	mu     sync.Mutex
	counts map[string]int
	page   *template.Template
}

func (s *stats) add(name string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.counts[name]++
}

func (s *stats) printBad() {
	for range time.Tick(time.Second) {
		fmt.Println("counts", s.counts) // want concurrent-map-iteration-and-map-write "s.counts"
	}
}

func (s *stats) logBad() {
	for range time.Tick(time.Second) {
		log.Printf("%d: %v", len("counts"), s.counts) // want concurrent-map-iteration-and-map-write "s.counts"
	}
}

func (s *stats) longFormatBad() {
	for range time.Tick(time.Second) {
		log.Printf("%T, and "+"what lies in it: %v", s.counts, s.counts) // want concurrent-map-iteration-and-map-write "s.counts"
	}
}

func (s *stats) slogBad() {
	for range time.Tick(time.Second) {
		slog.Info("counts", "all", s.counts) // want concurrent-map-iteration-and-map-write "s.counts"
	}
}

func (s *stats) pageBad() {
	for range time.Tick(time.Second) {
		_ = s.page.Execute(os.Stdout, s.counts) // want concurrent-map-iteration-and-map-write "s.counts"
	}
}

func (s *stats) printOk() {
	for range time.Tick(time.Second) {
		s.mu.Lock()
		fmt.Println("counts", s.counts)
		s.mu.Unlock()
	}
}

// addressOk prints an address and a type: nobody looks into the map.
func (s *stats) addressOk() {
	for range time.Tick(time.Second) {
		fmt.Printf("%d: %p %T\n", 1, s.counts, s.counts)
		fmt.Printf("%d: %p"+" is a %T\n", 1, s.counts, s.counts)
	}
}

// counter has a method that printing calls.
type counter struct {
	mu   sync.Mutex
	hits map[string]int
}

func (c *counter) String() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return fmt.Sprint(len(c.hits))
}

func (c *counter) hit(name string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.hits[name]++
}

func (c *counter) printOk() {
	for range time.Tick(time.Second) {
		fmt.Println(c)
	}
}

// table has one that does not lock.
type table struct {
	mu   sync.Mutex
	rows map[string]int
}

func (t *table) String() string {
	return t.namesBad()
}

func (t *table) namesBad() string {
	text := ""
	for name := range t.rows { // want concurrent-map-iteration-and-map-write "t.rows"
		text += name
	}
	return text
}

func (t *table) put(name string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.rows[name]++
}

func (t *table) printBad() {
	for range time.Tick(time.Second) {
		fmt.Println(t)
	}
}

func run() {
	s := &stats{counts: map[string]int{}}
	go s.printBad()
	go s.logBad()
	go s.longFormatBad()
	go s.slogBad()
	go s.pageBad()
	go s.printOk()
	go s.addressOk()
	s.add("a")
	c := &counter{hits: map[string]int{}}
	go c.printOk()
	c.hit("a")
	t := &table{rows: map[string]int{}}
	go t.printBad()
	t.put("a")
}
