// Package frames has objects with a goroutine of their own and methods that nobody here calls.
package frames

import (
	"sync"
	"time"
)

// Drawer is what a framework draws, perhaps on the goroutine that also handles its events.
type Drawer interface{ Draw(name string) int }

type ticks struct {
	cells map[string]int
	mu    sync.Mutex
	name  string
}

func (t *ticks) rename(name string) {
	t.mu.Lock()
	t.name = name
	t.mu.Unlock()
}

func (t *ticks) addOk() {
	t.cells["ticks"]++
}

func (t *ticks) getOk(name string) int {
	return t.cells[name]
}

type panel struct {
	ticks *ticks
}

// NewPanel returns a panel behind an interface alone.
func NewPanel() Drawer {
	p := &panel{ticks: &ticks{cells: map[string]int{}}}
	p.open()
	return p
}

func (p *panel) open() {
	go p.tick()
}

func (p *panel) tick() {
	for range time.Tick(time.Second) {
		p.ticks.addOk()
	}
}

func (p *panel) Draw(name string) int {
	return p.ticks.getOk(name)
}

type sums struct {
	cells map[string]int
	mu    sync.Mutex
	name  string
}

func (s *sums) rename(name string) {
	s.mu.Lock()
	s.name = name
	s.mu.Unlock()
}

func (s *sums) addBad() {
	s.cells["ticks"]++ // want concurrent-map-read-and-map-write "s.cells"
}

func (s *sums) getBad(name string) int {
	return s.cells[name] // want concurrent-map-read-and-map-write "s.cells"
}

// Board has a name by which all who import the package call its methods.
type Board struct {
	sums *sums
}

// NewBoard returns a board that counts.
func NewBoard() *Board {
	b := &Board{sums: &sums{cells: map[string]int{}}}
	b.open()
	return b
}

func (b *Board) open() {
	go b.tick()
}

func (b *Board) tick() {
	for range time.Tick(time.Second) {
		b.sums.addBad()
	}
}

// Draw reads what the goroutine writes.
func (b *Board) Draw(name string) int {
	return b.sums.getBad(name)
}

type list struct {
	cells map[string]int
}

// NewList returns a list whose own map its goroutine writes.
func NewList() Drawer {
	l := &list{cells: map[string]int{}}
	l.open()
	return l
}

func (l *list) open() {
	go l.tickBad()
}

func (l *list) tickBad() {
	for range time.Tick(time.Second) {
		l.cells["ticks"]++ // want concurrent-map-read-and-map-write "l.cells"
	}
}

func (l *list) Draw(name string) int {
	return l.readBad(name)
}

func (l *list) readBad(name string) int {
	return l.cells[name] // want concurrent-map-read-and-map-write "l.cells"
}
