// Package shallow copies structs that hold maps.
package shallow

import "sync"

type room struct {
	name   string
	heroes []string
	latest map[string]int
}

// The map in the copy is the original's.
func (r *room) copied() *room {
	c := *r
	c.heroes = append([]string(nil), r.heroes...)
	return &c
}

// So it is where a new object is filled.
func (r *room) filled() *room {
	c := new(room)
	*c = *r
	return c
}

// The copy has a map of its own.
func (r *room) deepCopied() *room {
	c := *r
	c.latest = make(map[string]int, len(r.latest))
	for kind, at := range r.latest {
		c.latest[kind] = at
	}
	return &c
}

// A struct that is handed over by value is the function's own.
func renewed(r room) room {
	r.latest = map[string]int{}
	return r
}

// Rooms shares them.
type Rooms struct {
	mu   sync.Mutex
	byID map[string]*room
}

func (s *Rooms) on(id, kind string, at int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.byID[id].latest[kind] = at
}

func (s *Rooms) shallow(id string) *room {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.byID[id].copied()
}

func (s *Rooms) full(id string) *room {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.byID[id].filled()
}

func (s *Rooms) deep(id string) *room {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.byID[id].deepCopied()
}

func (r *room) sumBad() int {
	sum := 0
	for _, at := range r.latest { // want concurrent-map-iteration-and-map-write "r.latest"
		sum += at
	}
	return sum
}

// Watch listens while others look at copies.
func (s *Rooms) Watch(feed <-chan string) {
	go func() {
		for id := range feed {
			s.on(id, "message", 1)
		}
	}()
	s.copiedBad("lobby")
	s.filledBad("lobby")
	s.method("lobby")
	s.deepCopiedOk("lobby")
	s.replacedOk("lobby")
	s.renewedOk("lobby")
}

func (s *Rooms) copiedBad(id string) int {
	sum := 0
	for _, at := range s.shallow(id).latest { // want concurrent-map-iteration-and-map-write "latest"
		sum += at
	}
	return sum
}

func (s *Rooms) filledBad(id string) int {
	r, sum := s.full(id), 0
	for _, at := range r.latest { // want concurrent-map-iteration-and-map-write "r.latest"
		sum += at
	}
	return sum
}

func (s *Rooms) method(id string) int {
	return s.shallow(id).sumBad()
}

func (s *Rooms) deepCopiedOk(id string) int {
	r, sum := s.deep(id), 0
	for _, at := range r.latest {
		sum += at
	}
	return sum
}

// The copy is given another map before it is used.
func (s *Rooms) replacedOk(id string) int {
	r, sum := s.shallow(id), 0
	r.latest = map[string]int{}
	for _, at := range r.latest {
		sum += at
	}
	return sum
}

func (s *Rooms) renewedOk(id string) int {
	s.mu.Lock()
	r := renewed(*s.byID[id])
	s.mu.Unlock()
	sum := 0
	for _, at := range r.latest {
		sum += at
	}
	return sum
}
