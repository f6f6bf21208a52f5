// Package metrics counts things.
package metrics

import (
	"sort"
	"sync"
	"time"

	"example.com/pulse/internal/shard"
)

// Registry holds counters, gauges and timings by name.
type Registry struct {
	mu       sync.RWMutex
	counters map[string]int64
	gauges   map[string]float64

	timingsMu sync.RWMutex
	timings   map[string]*timing

	errors *shard.Counter
}

// NewRegistry returns an empty registry.
func NewRegistry() *Registry {
	return &Registry{
		counters: make(map[string]int64),
		gauges:   make(map[string]float64),
		timings:  make(map[string]*timing),
		errors:   shard.NewCounter(),
	}
}

// Inc adds one to a counter.
func (r *Registry) Inc(name string) {
	r.Add(name, 1)
}

// Add adds to a counter.
func (r *Registry) Add(name string, delta int64) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.counters[name] += delta
}

// SetGauge sets a gauge.
func (r *Registry) SetGauge(name string, value float64) {
	r.mu.Lock()
	r.gauges[name] = value
	r.mu.Unlock()
}

// Gauge returns a gauge.
func (r *Registry) Gauge(name string) (float64, bool) {
	r.mu.RLock()
	defer r.mu.RUnlock()
	value, ok := r.gauges[name]
	return value, ok
}

// Failed counts a failure of a target.
func (r *Registry) Failed(target string) {
	r.errors.Inc(target)
}

// Failures returns how often a target failed.
func (r *Registry) Failures(target string) int64 {
	return r.errors.Get(target)
}

// Counter returns a counter.
func (r *Registry) Counter(name string) int64 {
	r.mu.RLock()
	defer r.mu.RUnlock()
	return r.counters[name]
}

// Names returns the names of all counters, sorted.
func (r *Registry) Names() []string {
	names := make([]string, 0)
	for name := range r.counters {
		names = append(names, name)
	}
	sort.Strings(names)
	return names
}

// Snapshot returns a copy of all counters.
func (r *Registry) Snapshot() map[string]int64 {
	r.mu.RLock()
	defer r.mu.RUnlock()
	snapshot := make(map[string]int64, len(r.counters))
	for name, value := range r.counters {
		snapshot[name] = value
	}
	return snapshot
}

// Observe records how long a target took to answer.
func (r *Registry) Observe(target string, took time.Duration) {
	r.timing(target).add(took)
	r.timing("all").add(took)
}

// Median returns the upper end of the bucket that holds the median.
func (r *Registry) Median(target string) time.Duration {
	return r.timing(target).median()
}

// timing finds the timing of a target or makes it.
func (r *Registry) timing(target string) *timing {
	r.timingsMu.RLock()
	t, ok := r.timings[target]
	r.timingsMu.RUnlock()
	if ok {
		return t
	}

	r.timingsMu.Lock()
	defer r.timingsMu.Unlock()
	if t, ok := r.timings[target]; ok {
		return t
	}
	t = newTiming()
	r.timings[target] = t
	return t
}
