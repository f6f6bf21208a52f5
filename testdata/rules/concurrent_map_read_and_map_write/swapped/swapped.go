// Package swapped replaces maps of clients and fills them under the lock under which they are taken out.
package swapped

import (
	"sync"
	"time"
)

type client struct {
	sync.RWMutex
	name  string
	teams map[string]string
}

func (c *client) reload(found []string) {
	c.Lock()
	defer c.Unlock()
	c.teams = make(map[string]string, len(found))
	for _, team := range found {
		c.teams[team] = c.name
	}
}

func (c *client) copied() *client {
	c.RLock()
	defer c.RUnlock()
	return &client{name: c.name, teams: c.teams}
}

func (c *client) teamOk(name string) string {
	own := c.copied()
	teams := own.teams
	return teams[name] + own.teams["all"]
}

func useClient(c *client, names []string) {
	go func() {
		for {
			time.Sleep(time.Second)
			c.reload(names)
		}
	}()
	go func() {
		for _, name := range names {
			println(c.teamOk(name))
		}
	}()
}

// The map stays, and gets more teams.
type grower struct {
	sync.RWMutex
	name  string
	teams map[string]string
}

func (g *grower) reload(found []string) {
	g.Lock()
	defer g.Unlock()
	for _, team := range found {
		g.teams[team] = g.name
	}
}

func (g *grower) copied() *grower {
	g.RLock()
	defer g.RUnlock()
	return &grower{name: g.name, teams: g.teams}
}

func (g *grower) teamBad(name string) string {
	own := g.copied()
	return own.teams[name] // want concurrent-map-read-and-map-write "own.teams"
}

func useGrower(g *grower, names []string) {
	go func() {
		for {
			time.Sleep(time.Second)
			g.reload(names)
		}
	}()
	go func() {
		for _, name := range names {
			println(g.teamBad(name))
		}
	}()
}

// The new map is taken out without the lock, and may not be full yet.
type hasty struct {
	mu    sync.Mutex
	teams map[string]string
}

func (h *hasty) reload(found []string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.teams = make(map[string]string, len(found))
	for _, team := range found {
		h.teams[team] = team
	}
}

func (h *hasty) teamBad(name string) string {
	teams := h.teams
	return teams[name] // want concurrent-map-read-and-map-write "teams"
}

func useHasty(h *hasty, names []string) {
	go func() {
		for {
			time.Sleep(time.Second)
			h.reload(names)
		}
	}()
	go func() {
		for _, name := range names {
			println(h.teamBad(name))
		}
	}()
}
