// Package probe asks services whether they are up.
package probe

import (
	"cmp"
	"context"
	"maps"
	"net"
	"slices"
	"sync"
	"time"

	"example.com/pulse/internal/metrics"
)

// Result is the outcome of one probe.
type Result struct {
	Up   bool
	Took time.Duration
	Err  error
}

// Prober probes targets at the same time.
type Prober struct {
	metrics *metrics.Registry
	timeout time.Duration
	hosts   resolver
}

// New returns a prober.
func New(registry *metrics.Registry, timeout time.Duration) *Prober {
	return &Prober{metrics: registry, timeout: timeout}
}

// CheckAll probes all targets and returns the results by name.
func (p *Prober) CheckAll(ctx context.Context, targets map[string]string) map[string]Result {
	results := make(map[string]Result, len(targets))
	var wg sync.WaitGroup
	for name, address := range targets {
		wg.Add(1)
		go func() {
			defer wg.Done()
			result := p.check(ctx, address)
			p.metrics.Observe(name, result.Took)
			if result.Err != nil {
				p.metrics.Failed(name)
			}
			results[name] = result
		}()
	}
	wg.Wait()
	p.metrics.SetGauge("targets", float64(len(results)))
	return results
}

// Slowest returns the names of the n targets that take the longest to answer.
func (p *Prober) Slowest(ctx context.Context, targets map[string]string, n int) []string {
	took := make(map[string]time.Duration, len(targets))
	var mu sync.Mutex
	var wg sync.WaitGroup
	for name, address := range targets {
		wg.Add(1)
		go func() {
			defer wg.Done()
			result := p.check(ctx, address)
			mu.Lock()
			defer mu.Unlock()
			took[name] = result.Took
		}()
	}
	wg.Wait()

	names := slices.SortedFunc(maps.Keys(took), func(left, right string) int {
		return cmp.Compare(took[right], took[left])
	})
	return names[:min(n, len(names))]
}

func (p *Prober) check(ctx context.Context, address string) Result {
	start := time.Now()
	resolved, err := p.hosts.resolve(ctx, address)
	if err != nil {
		return Result{Took: time.Since(start), Err: err}
	}
	dialer := net.Dialer{Timeout: p.timeout}
	conn, err := dialer.DialContext(ctx, "tcp", resolved)
	if err != nil {
		return Result{Took: time.Since(start), Err: err}
	}
	conn.Close()
	return Result{Up: true, Took: time.Since(start)}
}
