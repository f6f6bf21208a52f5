// Package guard wraps locks.
package guard

import "sync"

// Mutex is a lock with a name.
type Mutex struct {
	mu   sync.Mutex
	Name string
}

// Lock takes the lock.
func (m *Mutex) Lock() { m.mu.Lock() }

// Unlock gives it back.
func (m *Mutex) Unlock() { m.mu.Unlock() }

// Do runs a function under the lock.
func (m *Mutex) Do(body func()) {
	m.Lock()
	defer m.Unlock()
	body()
}

// With runs a function under any lock and returns what it returns.
func With[T any](lock sync.Locker, body func() T) T {
	lock.Lock()
	defer lock.Unlock()
	return body()
}

// Take takes a lock and returns what gives it back.
func Take(lock sync.Locker) (release func()) {
	lock.Lock()
	return lock.Unlock
}
