// Package onelock guards a map in most places.
package onelock

import (
	"fmt"
	"sync"
)

type registry struct {
	mu      sync.Mutex
	entries map[string]string
}

func (r *registry) setOk(key, value string) {
	r.mu.Lock()
	r.entries[key] = value
	r.mu.Unlock()
}

func (r *registry) getBad(key string) string {
	return r.entries[key] // want concurrent-map-read-and-map-write "entries"
}

func useRegistry() {
	r := &registry{entries: map[string]string{}}
	go r.setOk("a", "b")
	fmt.Println(r.getBad("a"))
}

type directory struct {
	mu      sync.Mutex
	entries map[string]string
}

func (d *directory) setOk(key, value string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.get(key) == "" {
		d.entries[key] = value
	}
}

// Always called with the lock held.
func (d *directory) get(key string) string {
	return d.entries[key]
}

func (d *directory) showOk(key string) {
	d.mu.Lock()
	value := d.get(key)
	d.mu.Unlock()
	fmt.Println(value)
}

func useDirectory(keys []string) {
	d := &directory{entries: map[string]string{}}
	for _, key := range keys {
		go d.setOk(key, "value")
		go d.showOk(key)
	}
}

type archive struct {
	mu      sync.Mutex
	entries map[string]string
}

func (a *archive) setOk(key, value string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.entries[key] = value
}

func (a *archive) getBad(key string) string {
	return a.entries[key] // want concurrent-map-read-and-map-write
}

func (a *archive) show(key string) {
	a.mu.Lock()
	value := a.getBad(key)
	a.mu.Unlock()
	fmt.Println(value)
}

// This caller forgets the lock.
func (a *archive) peek(key string) bool {
	return a.getBad(key) != ""
}

func useArchive(keys []string) {
	a := &archive{entries: map[string]string{}}
	for _, key := range keys {
		go a.setOk(key, "value")
		go a.show(key)
	}
	a.peek("first")
}

type store struct {
	mu   sync.RWMutex
	data map[string]int
}

func (s *store) getOk(key string) int {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.data[key]
}

func (s *store) setOk(key string, value int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.data == nil {
		s.data = make(map[string]int)
	}
	s.data[key] = value
}

func (s *store) lenBad() int {
	return len(s.data) // want concurrent-map-read-and-map-write
}

func (s *store) keysBad() []string {
	var keys []string
	for key := range s.data { // want concurrent-map-iteration-and-map-write
		keys = append(keys, key)
	}
	return keys
}

func (s *store) dropBad(key string) {
	delete(s.data, key) // want concurrent-map-writes
}

func useStore(keys []string) {
	s := &store{}
	for i, key := range keys {
		go s.setOk(key, i)
		go s.getOk(key)
	}
	if s.lenBad() > 10 {
		for _, key := range s.keysBad() {
			s.dropBad(key)
		}
	}
}

type cache struct {
	mu    sync.RWMutex
	items map[string]int
}

// The table is read under the lock, only the variable is looked at before.
func (c *cache) getOk(key string) (int, bool) {
	if c.items == nil {
		return 0, false
	}
	c.mu.RLock()
	defer c.mu.RUnlock()
	item, ok := c.items[key]
	return item, ok
}

func (c *cache) setOk(key string, item int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.items[key] = item
}

func useCache(keys []string) {
	c := &cache{items: map[string]int{}}
	for i, key := range keys {
		go c.setOk(key, i)
		go c.getOk(key)
	}
}

type resettable struct {
	mu    sync.RWMutex
	items map[string]int
}

func (r *resettable) getBad(key string) (int, bool) {
	if len(r.items) == 0 { // want concurrent-map-read-and-map-write "data race"
		return 0, false
	}
	r.mu.RLock()
	defer r.mu.RUnlock()
	item, ok := r.items[key]
	return item, ok
}

func (r *resettable) resetOk() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.items = map[string]int{}
}

// UseResettable resets while it reads.
func UseResettable(keys []string) {
	r := &resettable{items: map[string]int{}}
	go r.resetOk()
	for _, key := range keys {
		r.getBad(key)
	}
}

// Board is used by other modules, of which nothing is known here.
type Board struct {
	mu     sync.Mutex
	points map[string]int
}

// Score writes under the lock.
func (b *Board) Score(name string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.points[name]++
}

// PointsBad reads without the lock.
func (b *Board) PointsBad(name string) int {
	return b.points[name] // want unguarded-map-access "points"
}
