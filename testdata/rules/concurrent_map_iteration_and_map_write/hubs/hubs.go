// Package hubs prepares objects before it puts them where others find them.
package hubs

import (
	"fmt"
	"net/http"
	"sync"
)

type session struct {
	mu   sync.Mutex
	subs map[string]int
}

func (s *session) prepare(name string) {
	s.subs = map[string]int{}
	s.subs[name]++
}

type hub struct {
	mu       sync.Mutex
	sessions map[string]*session
}

func (h *hub) joinOk(w http.ResponseWriter, r *http.Request) {
	s := &session{}
	s.prepare(r.URL.Path)
	s.subs["all"]++
	h.mu.Lock()
	h.sessions[r.URL.Path] = s
	h.mu.Unlock()
}

func (h *hub) listOk(w http.ResponseWriter, r *http.Request) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, s := range h.sessions {
		s.mu.Lock()
		for name := range s.subs {
			fmt.Fprintln(w, name)
		}
		s.mu.Unlock()
	}
}

type hasty struct {
	mu   sync.Mutex
	subs map[string]int
}

type crowd struct {
	mu      sync.Mutex
	members map[string]*hasty
}

func (c *crowd) joinBad(w http.ResponseWriter, r *http.Request) {
	s := &hasty{subs: map[string]int{}}
	c.mu.Lock()
	c.members[r.URL.Path] = s
	c.mu.Unlock()
	s.subs["all"]++ // want concurrent-map-iteration-and-map-write "s.subs"
}

func (c *crowd) list(w http.ResponseWriter, r *http.Request) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, s := range c.members {
		s.mu.Lock()
		for name := range s.subs {
			fmt.Fprintln(w, name)
		}
		s.mu.Unlock()
	}
}

// Serve shares a hub and a crowd.
func Serve() error {
	h := &hub{sessions: map[string]*session{}}
	c := &crowd{members: map[string]*hasty{}}
	http.HandleFunc("/join", h.joinOk)
	http.HandleFunc("/list", h.listOk)
	http.HandleFunc("/enter", c.joinBad)
	http.HandleFunc("/who", c.list)
	return http.ListenAndServe(":8080", nil)
}
