package swapped

import "sync"

// The maps of a round lie in one struct, which is taken out as a whole.
type round struct {
	hits   map[string]int
	misses map[string]int
}

func newRound() round {
	return round{hits: map[string]int{}, misses: map[string]int{}}
}

func (r round) hitOk(name string) {
	r.hits[name]++
}

type tally struct {
	mu  sync.Mutex
	now round
}

func (t *tally) add(name string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.now.hitOk(name)
}

// takeOk leaves a new round behind.
func (t *tally) takeOk() round {
	next := newRound()
	t.mu.Lock()
	old := t.now
	t.now = next
	t.mu.Unlock()
	return old
}

func useTally(t *tally) {
	go func() {
		for {
			t.add("a")
		}
	}()
	for {
		old := t.takeOk()
		for name := range old.hits {
			println(name, len(old.misses))
		}
	}
}

// The round stays where it is.
type shown struct {
	mu  sync.Mutex
	now round
}

func (s *shown) add(name string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.now.misses[name]++
}

func (s *shown) look() round {
	s.mu.Lock()
	old := s.now
	s.mu.Unlock()
	return old
}

func useShownBad(s *shown) {
	go func() {
		for {
			s.add("a")
		}
	}()
	for {
		old := s.look()
		for name := range old.misses { // want concurrent-map-iteration-and-map-write "old.misses"
			println(name)
		}
	}
}

// The new round begins with the maps of the old one.
type kept struct {
	mu  sync.Mutex
	now round
}

func (k *kept) add(name string) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.now.misses[name]++
}

func nextOf(old round) round {
	return round{hits: map[string]int{}, misses: old.misses}
}

func (k *kept) take() round {
	k.mu.Lock()
	old := k.now
	k.now = nextOf(old)
	k.mu.Unlock()
	return old
}

func useKeptBad(k *kept) {
	go func() {
		for {
			k.add("a")
		}
	}()
	for {
		old := k.take()
		for name := range old.misses { // want concurrent-map-iteration-and-map-write "old.misses"
			println(name)
		}
	}
}
