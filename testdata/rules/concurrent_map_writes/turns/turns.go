// Package turns lets goroutines take turns, which orders fewer of them than it seems.
package turns

import (
	"context"
	"sync"
	"time"
)

// Tokens go round between the goroutines: each waits for the one that gave its token back, not for all.
func poolBad(names []string, width int) map[string]int {
	lengths := map[string]int{}
	tokens := make(chan struct{}, width)
	for range width {
		tokens <- struct{}{}
	}
	var wg sync.WaitGroup
	for _, name := range names {
		<-tokens
		wg.Add(1)
		go func() {
			defer wg.Done()
			lengths[name] = len(name) // want concurrent-map-writes "lengths"
			tokens <- struct{}{}
		}()
	}
	wg.Wait()
	return lengths
}

// A semaphore with room for several.
func semaphoreBad(names []string, width int) map[string]int {
	lengths := map[string]int{}
	slots := make(chan struct{}, width)
	var wg sync.WaitGroup
	for _, name := range names {
		wg.Add(1)
		go func() {
			defer wg.Done()
			slots <- struct{}{}
			defer func() { <-slots }()
			lengths[name] = len(name) // want concurrent-map-writes "lengths"
		}()
	}
	wg.Wait()
	return lengths
}

// With room for one it is a lock.
func lockOk(names []string) map[string]int {
	lengths := map[string]int{}
	slot := make(chan struct{}, 1)
	var wg sync.WaitGroup
	for _, name := range names {
		wg.Add(1)
		go func() {
			defer wg.Done()
			slot <- struct{}{}
			defer func() { <-slot }()
			lengths[name] = len(name)
		}()
	}
	wg.Wait()
	return lengths
}

// The collector waits for each result in turn.
func resultsOk(names []string) map[string]int {
	lengths := map[string]int{}
	results := make(chan string, len(names))
	for _, name := range names {
		go func() { results <- name }()
	}
	for range names {
		name := <-results
		lengths[name] = len(name)
	}
	return lengths
}

type limiter interface {
	Wait(ctx context.Context) error
}

// The limiter says when to go on; it waits for nobody.
func limitedBad(ctx context.Context, names []string, limit limiter) map[string]int {
	lengths := map[string]int{}
	var wg sync.WaitGroup
	for _, name := range names {
		wg.Add(1)
		go func() {
			defer wg.Done()
			_ = limit.Wait(ctx)
			lengths[name] = len(name) // want concurrent-map-writes "lengths"
		}()
	}
	wg.Wait()
	return lengths
}

// The outer loop waits for each batch; the goroutines of one batch are siblings.
func batchesBad(batches [][]string) map[string]int {
	lengths := map[string]int{}
	for _, batch := range batches {
		var wg sync.WaitGroup
		for _, name := range batch {
			wg.Add(1)
			go func() {
				defer wg.Done()
				lengths[name] = len(name) // want concurrent-map-writes "lengths"
			}()
		}
		wg.Wait()
	}
	return lengths
}

// One goroutine a round, and each round waits for it.
func roundsOk(names []string) map[string]int {
	lengths := map[string]int{}
	for _, name := range names {
		done := make(chan struct{})
		go func() {
			defer close(done)
			lengths[name] = len(name)
		}()
		<-done
		lengths[name]++
	}
	return lengths
}

// The inner goroutine may be left behind, and the outer ones are siblings in any case.
func timeoutBad(names []string) map[string]int {
	lengths := map[string]int{}
	var wg sync.WaitGroup
	for _, name := range names {
		wg.Add(1)
		go func() {
			defer wg.Done()
			done := make(chan struct{})
			go func() {
				defer close(done)
				lengths[name] = len(name) // want concurrent-map-writes "lengths"
			}()
			select {
			case <-done:
			case <-time.After(time.Second):
			}
		}()
	}
	wg.Wait()
	return lengths
}
