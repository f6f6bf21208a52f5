// Package entries has functions that programs which are not here may call at any time.
package entries

import (
	"container/heap"
	"strings"
	"sync"
)

// Directory is used by several goroutines: it holds a lock.
type Directory struct {
	mu    sync.RWMutex
	names map[string]string
	first map[string]map[string]bool
}

// NewDirectory fills the maps before anybody else has the object.
func NewDirectory() *Directory {
	d := &Directory{names: map[string]string{}, first: map[string]map[string]bool{}}
	d.names["root"] = "root"
	return d
}

func (d *Directory) AddOk(id, name string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.names[id] = name
	if d.first[name] == nil {
		d.first[name] = map[string]bool{}
	}
	d.first[name][id] = true
}

func (d *Directory) NameOk(id string) string {
	d.mu.RLock()
	defer d.mu.RUnlock()
	return d.names[id]
}

func (d *Directory) HasBad(id string) bool {
	_, found := d.names[id] // want unguarded-map-access "names"
	return found
}

// A copy of the map value is the same map.
func (d *Directory) ListBad() []string {
	names := d.names
	var list []string
	for _, name := range names { // want unguarded-map-access "names"
		list = append(list, name)
	}
	return list
}

// The inner map has a name of its own, and a read lock lets two of these run at once.
func (d *Directory) ForgetBad(name string) {
	d.mu.RLock()
	defer d.mu.RUnlock()
	ids := d.first[name]
	for id := range ids {
		if strings.HasPrefix(id, "tmp") {
			delete(ids, id) // want map-write-under-rlock "ids"
		}
	}
}

// Called with the lock held, as every caller does.
func (d *Directory) sizeLocked() int {
	return len(d.names)
}

func (d *Directory) SizeOk() int {
	d.mu.RLock()
	defer d.mu.RUnlock()
	return d.sizeLocked()
}

func (d *Directory) InitOk(names map[string]string) {
	for id, name := range names {
		d.names[id] = name
	}
}

var (
	spellingsMu sync.Mutex
	spellings   = map[string]string{}
)

func SpellBad(word string) string {
	if known, ok := spellings[word]; ok { // want unguarded-map-access "spellings"
		return known
	}
	spelled := strings.ToLower(word)
	spellingsMu.Lock()
	defer spellingsMu.Unlock()
	spellings[word] = spelled
	return spelled
}

// One who reads what a single run of Once has written.
var (
	unitsOnce sync.Once
	units     map[string]int
)

func UnitOk(name string) int {
	unitsOnce.Do(func() {
		units = map[string]int{"metre": 1}
		units["kilometre"] = 1000
	})
	return units[name]
}

// A session begins under the lock and ends with it: its methods run while it is held.
type Session struct {
	owner *Directory
}

func (d *Directory) BeginOk() *Session {
	d.mu.Lock()
	return &Session{owner: d}
}

func (s *Session) RenameOk(id, name string) {
	s.owner.names[id] = name
}

func (s *Session) EndOk() {
	s.owner.mu.Unlock()
}

// The parts of a heap are called by whoever holds the lock of the whole.
type ranking struct {
	place map[string]int
	order []string
}

func (r *ranking) Len() int           { return len(r.order) }
func (r *ranking) Less(i, j int) bool { return r.order[i] < r.order[j] }
func (r *ranking) Swap(i, j int)      { r.order[i], r.order[j] = r.order[j], r.order[i] }

func (r *ranking) Push(x any) {
	name := x.(string)
	r.place[name] = len(r.order)
	r.order = append(r.order, name)
}

func (r *ranking) Pop() any {
	name := r.order[len(r.order)-1]
	delete(r.place, name)
	r.order = r.order[:len(r.order)-1]
	return name
}

type Board struct {
	mu      sync.Mutex
	ranking ranking
}

func (b *Board) EnterOk(name string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	heap.Push(&b.ranking, name)
	b.ranking.place[name] = 0
}

func (b *Board) PlaceOk(name string) int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.ranking.place[name]
}

// No lock and no goroutine: nothing says that it is meant for more than one.
type Notes struct {
	pages map[string]string
}

func (n *Notes) WriteOk(page, text string)   { n.pages[page] = text }
func (n *Notes) ReadOk(page string) string   { return n.pages[page] }
func (n *Notes) ForgetOk(page string)        { delete(n.pages, page) }
func NewNotes() *Notes                       { return &Notes{pages: map[string]string{}} }
func (d *Directory) CopyOk() map[string]bool { return map[string]bool{} }
