// Package feed hands out what it keeps: copies, and by two ways the maps themselves.
package feed

import (
	"maps"
	"slices"
	"sync"
)

// Stats is what others see.
type Stats struct {
	Total  int
	ByName map[string]int
}

// Feed counts names.
type Feed struct {
	mu     sync.Mutex
	counts map[string]int
	shared map[string]int
	kept   map[string]int
}

// New makes a feed.
func New() *Feed {
	return &Feed{counts: map[string]int{}, shared: map[string]int{}, kept: map[string]int{}}
}

// Add writes under the lock.
func (f *Feed) Add(name string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.counts[name]++
	f.shared[name]++
	f.kept[name]++
}

// CopyOk hands out a copy in a struct.
func (f *Feed) CopyOk() Stats {
	f.mu.Lock()
	defer f.mu.Unlock()
	stats := Stats{ByName: clone(f.counts)}
	for _, count := range stats.ByName {
		stats.Total += count
	}
	return stats
}

func clone[K comparable, V any](from map[K]V) map[K]V {
	to := make(map[K]V, len(from))
	maps.Copy(to, from)
	return to
}

// NamesOk hands out the names, which are collected under the lock.
func (f *Feed) NamesOk() []string {
	f.mu.Lock()
	names := slices.Collect(maps.Keys(f.counts))
	f.mu.Unlock()
	slices.Sort(names)
	return names
}

// Shared hands out the map itself in a struct.
func (f *Feed) Shared() Stats {
	f.mu.Lock()
	defer f.mu.Unlock()
	return Stats{Total: len(f.shared), ByName: f.shared}
}

// Kept puts the map itself into what it hands out.
func (f *Feed) Kept() *Stats {
	f.mu.Lock()
	defer f.mu.Unlock()
	stats := new(Stats)
	stats.ByName = f.kept
	return stats
}
