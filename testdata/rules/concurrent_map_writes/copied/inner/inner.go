// Package inner takes maps and objects out of a guarded map and looks into them without its lock.
package inner

import (
	"maps"
	"sync"
)

type tenants struct {
	mu    sync.RWMutex
	users map[string]map[string]int
}

func (t *tenants) addOk(tenant, user string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.users[tenant] == nil {
		t.users[tenant] = map[string]int{}
	}
	t.users[tenant][user]++
}

func (t *tenants) deep() map[string]map[string]int {
	t.mu.RLock()
	defer t.mu.RUnlock()
	all := make(map[string]map[string]int, len(t.users))
	for tenant, users := range t.users {
		all[tenant] = maps.Clone(users)
	}
	return all
}

func (t *tenants) sumOk() (sum int) {
	for _, users := range t.deep() {
		for _, count := range users {
			sum += count
		}
	}
	return sum
}

func (t *tenants) countBad(tenant string) int {
	t.mu.RLock()
	users := t.users[tenant]
	t.mu.RUnlock()
	return len(users) // want concurrent-map-read-and-map-write "users"
}

type room struct{ members map[string]bool }

type lobby struct {
	mu    sync.Mutex
	rooms map[string]*room
}

func (l *lobby) joinOk(name, member string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	r, found := l.rooms[name]
	if !found {
		r = &room{members: map[string]bool{}}
		l.rooms[name] = r
	}
	r.members[member] = true
}

func (l *lobby) sizeBad(name string) int {
	l.mu.Lock()
	r := l.rooms[name]
	l.mu.Unlock()
	if r == nil {
		return 0
	}
	return len(r.members) // want concurrent-map-read-and-map-write "r.members"
}

// Run shares both.
func Run(names []string) {
	t := &tenants{users: map[string]map[string]int{}}
	l := &lobby{rooms: map[string]*room{}}
	for _, name := range names {
		go t.addOk(name, "root")
		go t.sumOk()
		go t.countBad(name)
		go l.joinOk(name, "root")
		go l.sizeBad(name)
	}
}
