// Package store guards its map in its methods but exports it too.
package store

import "sync"

// Store holds items that its users can reach past the lock.
type Store struct {
	mu    sync.RWMutex
	Items map[string]string
}

// New makes an empty store.
func New() *Store {
	return &Store{Items: map[string]string{}}
}

// SetOk writes under the lock.
func (s *Store) SetOk(key, value string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.Items[key] = value
}

// GetOk reads under the lock.
func (s *Store) GetOk(key string) string {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.Items[key]
}
