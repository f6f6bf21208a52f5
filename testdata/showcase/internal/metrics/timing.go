package metrics

import (
	"sync"
	"time"
)

// timing counts durations in buckets whose upper ends double.
type timing struct {
	mu      sync.RWMutex
	buckets map[time.Duration]int
}

func newTiming() *timing {
	return &timing{buckets: make(map[time.Duration]int)}
}

func (t *timing) add(took time.Duration) {
	upper := bucketOf(took)
	t.mu.RLock()
	defer t.mu.RUnlock()
	t.buckets[upper]++
}

func (t *timing) median() time.Duration {
	t.mu.RLock()
	defer t.mu.RUnlock()
	half := t.totalLocked() / 2
	for upper := time.Millisecond; upper < time.Hour; upper *= 2 {
		half -= t.buckets[upper]
		if half < 0 {
			return upper
		}
	}
	return 0
}

// totalLocked counts all observations. The caller holds the lock.
func (t *timing) totalLocked() int {
	total := 0
	for _, count := range t.buckets {
		total += count
	}
	return total
}

func bucketOf(took time.Duration) time.Duration {
	upper := time.Millisecond
	for upper < took && upper < time.Hour {
		upper *= 2
	}
	return upper
}
