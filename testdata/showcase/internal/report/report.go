// Package report puts what the other packages know into words.
package report

import (
	"context"
	"fmt"
	"log"
	"sort"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"example.com/pulse/internal/cache"
	"example.com/pulse/internal/events"
	"example.com/pulse/internal/metrics"
)

// Reporter prints a summary now and then.
type Reporter struct {
	metrics *metrics.Registry
	results *cache.Cache
	bus     *events.Bus

	mu      sync.Mutex
	changes map[string]int

	// The labels are replaced as a whole and never changed in place.
	labelsMu sync.Mutex
	labels   atomic.Pointer[map[string]string]
}

// New returns a reporter.
func New(registry *metrics.Registry, results *cache.Cache, bus *events.Bus) *Reporter {
	r := &Reporter{metrics: registry, results: results, bus: bus, changes: make(map[string]int)}
	r.labels.Store(&map[string]string{"rounds": "rounds so far", "changes": "changes seen"})
	return r
}

// Follow counts the events until ctx is done.
func (r *Reporter) Follow(ctx context.Context) {
	changed := r.bus.Subscribe("report")
	defer r.bus.Unsubscribe("report")
	for {
		select {
		case <-ctx.Done():
			return
		case event, ok := <-changed:
			if !ok {
				return
			}
			r.count(event)
		}
	}
}

// Run prints a summary every interval until ctx is done.
func (r *Reporter) Run(ctx context.Context, interval time.Duration) {
	ticker := time.NewTicker(interval)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
			log.Print(r.Summary())
		}
	}
}

func (r *Reporter) count(event events.Event) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.changes[event.Target]++
	if !event.Up {
		r.setLabel(event.Target, "down")
	}
}

// setLabel gives a name a readable label; readers keep the map they have.
func (r *Reporter) setLabel(name, label string) {
	r.labelsMu.Lock()
	defer r.labelsMu.Unlock()
	old := *r.labels.Load()
	next := make(map[string]string, len(old)+1)
	for key, value := range old {
		next[key] = value
	}
	next[name] = label
	r.labels.Store(&next)
}

func (r *Reporter) label(name string) string {
	labels := *r.labels.Load()
	if label, ok := labels[name]; ok {
		return label
	}
	return name
}

// Summary returns a few lines for people.
func (r *Reporter) Summary() string {
	var out strings.Builder
	up := r.results.Up()
	sort.Strings(up)
	fmt.Fprintf(&out, "%d of %d up: %s\n", len(up), r.results.Len(), strings.Join(up, ", "))
	for _, name := range r.metrics.Names() {
		fmt.Fprintf(&out, "%s: %d\n", r.label(name), r.metrics.Counter(name))
	}
	for _, target := range r.restless() {
		fmt.Fprintf(&out, "%s keeps changing, median answer %s\n", target, r.metrics.Median(target))
	}
	return out.String()
}

// restless returns the targets that changed more than twice.
func (r *Reporter) restless() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	var found []string
	for target, changes := range r.changes {
		if changes > 2 {
			found = append(found, target)
		}
	}
	sort.Strings(found)
	return found
}
