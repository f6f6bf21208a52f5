// Package safe has maps that lock by themselves.
package safe

import (
	"iter"
	"maps"
	"sync"
)

// Map may be used by several goroutines, as long as nobody takes Items.
type Map[K comparable, V any] struct {
	mu    sync.RWMutex
	Items map[K]V
}

// NewMap makes an empty map.
func NewMap[K comparable, V any]() *Map[K, V] {
	return &Map[K, V]{Items: make(map[K]V)}
}

// SetOk puts a value in.
func (m *Map[K, V]) SetOk(key K, value V) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.Items[key] = value
}

// GetOk finds a value.
func (m *Map[K, V]) GetOk(key K) (V, bool) {
	m.mu.RLock()
	defer m.mu.RUnlock()
	value, found := m.Items[key]
	return value, found
}

// UpdateOk changes a value under the lock.
func (m *Map[K, V]) UpdateOk(key K, change func(V) V) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.Items == nil {
		m.Items = make(map[K]V)
	}
	m.Items[key] = change(m.Items[key])
}

// AllOk ranges over a copy.
func (m *Map[K, V]) AllOk() iter.Seq2[K, V] {
	m.mu.RLock()
	defer m.mu.RUnlock()
	return maps.All(maps.Clone(m.Items))
}

// Set is a set that locks by itself.
type Set[K comparable] struct {
	inner Map[K, struct{}]
}

// AddOk puts a key in.
func (s *Set[K]) AddOk(key K) {
	s.inner.UpdateOk(key, func(struct{}) struct{} { return struct{}{} })
}

// LenBad counts without the lock of the inner map.
func (s *Set[K]) LenBad() int {
	return len(s.inner.Items) // want concurrent-map-read-and-map-write "Items"
}
