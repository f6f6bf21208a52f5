// Package returned has handlers that are given maps through an interface.
package returned

import (
	"encoding/json"
	"net/http"
	"sync"
)

type store interface {
	allBad() map[string]int
	copyOk() map[string]int
	add(name string)
}

type memory struct {
	mu    sync.Mutex
	names map[string]int
	users map[string]int
}

func (m *memory) allBad() map[string]int {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.names // want concurrent-map-read-and-map-write
}

func (m *memory) copyOk() map[string]int {
	m.mu.Lock()
	defer m.mu.Unlock()
	users := make(map[string]int, len(m.users))
	for name, user := range m.users {
		users[name] = user
	}
	return users
}

func (m *memory) add(name string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.names[name]++
	m.users[name]++
}

type file struct{}

func (file) allBad() map[string]int { return nil }
func (file) copyOk() map[string]int { return nil }
func (file) add(string)             {}

type server struct{ store store }

func (s *server) list(w http.ResponseWriter, r *http.Request) {
	json.NewEncoder(w).Encode(s.store.allBad())
	json.NewEncoder(w).Encode(s.store.copyOk())
}

func (s *server) register(w http.ResponseWriter, r *http.Request) { s.store.add(r.URL.Path) }

func Serve(inMemory bool) {
	s := &server{store: file{}}
	if inMemory {
		s.store = &memory{names: map[string]int{}, users: map[string]int{}}
	}
	http.HandleFunc("/list", s.list)
	http.HandleFunc("/register", s.register)
	http.ListenAndServe(":0", nil)
}
