// Package takenout takes structs out of a cache by value, locks and all.
package takenout

import "sync"

type domains struct {
	sync.Mutex
	names map[string]bool
}

type cache interface {
	Get(key string) (any, error)
	Set(key string, value any)
}

// Each side locks a copy of its own.
type snooper struct{ cache cache }

func (s *snooper) addBad(ip, name string) {
	found, err := s.cache.Get(ip)
	if err != nil {
		s.cache.Set(ip, domains{names: map[string]bool{name: true}})
		return
	}
	known := found.(domains)
	known.Lock()
	known.names[name] = true // want concurrent-map-writes "known.names"
	known.Unlock()
}

// Both have the pointer to one.
type pointers struct{ cache cache }

type locked struct {
	sync.Mutex
	names map[string]bool
}

func (p *pointers) addOk(ip, name string) {
	found, err := p.cache.Get(ip)
	if err != nil {
		p.cache.Set(ip, &locked{names: map[string]bool{name: true}})
		return
	}
	known := found.(*locked)
	known.Lock()
	known.names[name] = true
	known.Unlock()
}

// A struct that was just made is nobody else's.
func freshOk(name string) map[string]bool {
	known := domains{names: map[string]bool{}}
	known.Lock()
	known.names[name] = true
	known.Unlock()
	return known.names
}

// Serve uses all.
func Serve(c cache) {
	(&snooper{cache: c}).addBad("::1", "here")
	(&pointers{cache: c}).addOk("::1", "here")
	freshOk("here")
}
