// Package helpers leaves the locking to the callers of small helpers.
package helpers

import "sync"

type board struct {
	mu     sync.Mutex
	scores map[string]int
}

// The caller holds the lock.
func (b *board) addLocked(name string, points int) {
	b.scores[name] += points
}

func (b *board) winOk(name string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.addLocked(name, 3)
}

func (b *board) drawOk(left, right string) {
	b.mu.Lock()
	b.addLocked(left, 1)
	b.addLocked(right, 1)
	b.mu.Unlock()
}

// The board is not shared yet.
func newBoard(names []string) *board {
	b := &board{scores: map[string]int{}}
	for _, name := range names {
		b.addLocked(name, 0)
	}
	return b
}

func season(names []string) *board {
	b := newBoard(names)
	for _, name := range names {
		go b.winOk(name)
		go b.drawOk(name, "home")
	}
	return b
}

type ledger struct {
	mu       sync.Mutex
	balances map[string]int
}

func (l *ledger) bookLockedBad(name string, amount int) {
	l.balances[name] += amount // want concurrent-map-writes
}

func (l *ledger) deposit(name string, amount int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.bookLockedBad(name, amount)
}

// This caller forgets the lock.
func (l *ledger) fee(name string) {
	l.bookLockedBad(name, -1)
}

func useLedger(names []string) {
	l := &ledger{balances: map[string]int{}}
	for _, name := range names {
		go l.deposit(name, 10)
		go l.fee(name)
	}
}

// The lock of the team guards the tags of its members.
type team struct {
	mu      sync.Mutex
	members map[string]*member
}

type member struct {
	tags map[string]bool
}

func (t *team) tagOk(name, tag string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if m := t.members[name]; m != nil {
		m.tags[tag] = true
	}
}

func (t *team) joinOk(name string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.members[name] = &member{tags: map[string]bool{}}
}

func useTeam(names []string) {
	t := &team{members: map[string]*member{}}
	for _, name := range names {
		go t.joinOk(name)
		go t.tagOk(name, "new")
	}
}

type club struct {
	mu     sync.Mutex
	guests map[string]*guest
}

type guest struct {
	stamps map[string]bool
}

func (c *club) stampOk(name, stamp string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.guests[name].stamps[stamp] = true
}

func (c *club) find(name string) *guest {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.guests[name]
}

// The guest left the club's lock behind.
func (g *guest) restampBad(stamp string) {
	g.stamps[stamp] = true // miss concurrent-map-writes: alias, an element is not followed through the result of a locked getter
}

func useClub(c *club) {
	go c.stampOk("ann", "in")
	g := c.find("ann")
	g.restampBad("out")
}
