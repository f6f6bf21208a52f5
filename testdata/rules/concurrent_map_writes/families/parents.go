package families

import "sync"

// The child takes the lock of its parent, which it knows.
type clan struct {
	mu      sync.Mutex
	eldest  *member
	members map[string]*member
}

type member struct {
	clan *clan
	tags map[string]int
}

func (m *member) tagOk(name string) {
	m.clan.mu.Lock()
	defer m.clan.mu.Unlock()
	m.tags[name]++
}

func (c *clan) memberOk(name string) *member {
	c.mu.Lock()
	defer c.mu.Unlock()
	found := c.members[name]
	if found == nil {
		found = &member{clan: c, tags: map[string]int{}}
		c.members[name] = found
	}
	return found
}

func (c *clan) sumOk() (sum int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, m := range c.members {
		sum += len(m.tags)
	}
	return sum + len(c.eldest.tags)
}

func useClan(names []string) {
	c := &clan{members: map[string]*member{}}
	c.eldest = &member{clan: c, tags: map[string]int{}}
	for _, name := range names {
		go c.eldest.tagOk(name)
		go c.memberOk(name).tagOk(name)
		go c.sumOk()
	}
}

// Both have a lock, and the parent takes its own for what the child's guards.
type house struct {
	mu    sync.Mutex
	rooms []*chamber
}

type chamber struct {
	mu     sync.Mutex
	things map[string]int
}

func (c *chamber) putBad(name string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.things[name]++ // want concurrent-map-read-and-map-write "c.things"
}

func (h *house) countBad() (sum int) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, c := range h.rooms {
		sum += len(c.things) // want concurrent-map-read-and-map-write "c.things"
	}
	return sum
}

// UseHouse puts and counts.
func UseHouse(names []string) {
	h := &house{}
	for range names {
		h.rooms = append(h.rooms, &chamber{things: map[string]int{}})
	}
	for at, name := range names {
		go h.rooms[at].putBad(name)
		go h.countBad()
	}
}

// One lock of the package for all objects.
var allMu sync.Mutex

type item struct{ tags map[string]int }

func (i *item) tagOk(name string) {
	allMu.Lock()
	defer allMu.Unlock()
	i.tags[name]++
}

func useItem(names []string) {
	i := &item{tags: map[string]int{}}
	for _, name := range names {
		go i.tagOk(name)
	}
}

// Run runs the others.
func Run(names []string) {
	useClan(names)
	useItem(names)
}
