// Package named has locks that are called after the map they guard.
package named

import "sync"

// Gate takes the lock that is called after the map at one place only.
type Gate struct {
	peersMu  sync.Mutex
	peers    map[string]int
	bannedMu sync.Mutex
	banned   map[string]bool
}

// IsBanned takes it.
func (g *Gate) IsBanned(name string) bool {
	g.bannedMu.Lock()
	defer g.bannedMu.Unlock()
	return g.banned[name]
}

// DropBad takes another.
func (g *Gate) DropBad(name string) {
	g.peersMu.Lock()
	defer g.peersMu.Unlock()
	delete(g.peers, name)
	g.banned[name] = true // want unguarded-map-access "g.banned"
}

// AllowOk takes both.
func (g *Gate) AllowOk(name string) {
	g.peersMu.Lock()
	defer g.peersMu.Unlock()
	g.peers[name] = 1
	g.allowOk(name)
}

func (g *Gate) allowOk(name string) {
	g.bannedMu.Lock()
	defer g.bannedMu.Unlock()
	delete(g.banned, name)
}

// LoadOk fills the map before anybody else has the gate.
func (g *Gate) LoadOk(names []string) {
	for _, name := range names {
		g.banned[name] = true
	}
}

// Half of those who use the defaults take their lock.
var (
	defaultsLock sync.Mutex
	defaults     = map[string]string{}
)

// SetDefault takes it.
func SetDefault(name, value string) {
	defaultsLock.Lock()
	defer defaultsLock.Unlock()
	defaults[name] = value
}

// AmendBad does not.
func AmendBad(name string) string {
	return defaults[name] // want unguarded-map-access "defaults"
}

// Shelf has one lock for something else: nothing says that it guards the books.
type Shelf struct {
	labelsMu sync.Mutex
	labels   map[string]string
	books    map[string]int
}

// Label is about labels.
func (s *Shelf) Label(name string) string {
	s.labelsMu.Lock()
	defer s.labelsMu.Unlock()
	s.labels[name] = name
	return s.labels[name]
}

// CountOk takes the lock for the label.
func (s *Shelf) CountOk(name string) int {
	s.labelsMu.Lock()
	defer s.labelsMu.Unlock()
	s.labels[name] = name
	return s.books[name]
}

// PutOk does not.
func (s *Shelf) PutOk(name string) {
	s.books[name]++
}

// AddOk does not.
func (s *Shelf) AddOk(name string) {
	s.books[name]++
}

// RemoveOk does not.
func (s *Shelf) RemoveOk(name string) {
	delete(s.books, name)
}

// Chain writes its orphans under two locks: who holds either of them may read.
type Chain struct {
	chainMu   sync.Mutex
	orphansMu sync.Mutex
	orphans   map[string]int
}

// IsOrphan holds the one.
func (c *Chain) IsOrphan(name string) bool {
	c.orphansMu.Lock()
	defer c.orphansMu.Unlock()
	return c.orphans[name] > 0
}

// ProcessOk holds the other.
func (c *Chain) ProcessOk(name string) {
	c.chainMu.Lock()
	defer c.chainMu.Unlock()
	if c.orphans[name] == 0 {
		c.addOrphan(name)
	}
}

// The caller holds the lock of the chain.
func (c *Chain) addOrphan(name string) {
	c.orphansMu.Lock()
	defer c.orphansMu.Unlock()
	c.orphans[name]++
}
