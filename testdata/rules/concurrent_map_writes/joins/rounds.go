package joins

import (
	"sync"
	"time"
)

// One group, waited for after each of two batches.
func batchesOk(names []string) int {
	var mu sync.Mutex
	var group sync.WaitGroup
	seen := map[string]int{}
	for range 2 {
		for _, name := range names {
			group.Go(func() {
				mu.Lock()
				defer mu.Unlock()
				seen[name]++
			})
		}
		group.Wait()
		println(len(seen))
	}
	return len(seen)
}

// The second batch runs while the map is read.
func batchesBad(names []string) int {
	var mu sync.Mutex
	var group sync.WaitGroup
	seen := map[string]int{}
	add := func(name string) {
		mu.Lock()
		defer mu.Unlock()
		seen[name]++
	}
	for _, name := range names {
		group.Go(func() { add(name) })
	}
	group.Wait()
	for _, name := range names {
		group.Go(func() { add(name) })
	}
	first := seen["first"] // want concurrent-map-read-and-map-write "seen"
	group.Wait()
	return first
}

// The deferred function waits, then reads.
func deferredOk(names []string) (count int) {
	var mu sync.Mutex
	var group sync.WaitGroup
	seen := map[string]int{}
	defer func() {
		group.Wait()
		count = len(seen)
	}()
	for _, name := range names {
		group.Go(func() {
			mu.Lock()
			defer mu.Unlock()
			seen[name]++
		})
	}
	return 0
}

// The last one that is deferred runs first: it reads before the wait.
func deferredBad(names []string) (count int) {
	var mu sync.Mutex
	var group sync.WaitGroup
	seen := map[string]int{}
	defer group.Wait()
	defer func() {
		count = len(seen) // want concurrent-map-read-and-map-write "seen"
	}()
	for _, name := range names {
		group.Go(func() {
			mu.Lock()
			defer mu.Unlock()
			seen[name]++
		})
	}
	return 0
}

// The goroutines are over for the group, and have started others.
func nestedBad(names []string) int {
	var mu sync.Mutex
	var group sync.WaitGroup
	seen := map[string]int{}
	for _, name := range names {
		group.Add(1)
		go func() {
			defer group.Done()
			go func() {
				mu.Lock()
				defer mu.Unlock()
				seen[name]++
			}()
		}()
	}
	group.Wait()
	return len(seen) // want concurrent-map-read-and-map-write "seen"
}

// Only the way on which the group is over reads.
func limitOk(names []string, limit time.Duration) int {
	var mu sync.Mutex
	var group sync.WaitGroup
	seen := map[string]int{}
	for _, name := range names {
		group.Go(func() {
			mu.Lock()
			defer mu.Unlock()
			seen[name]++
		})
	}
	done := make(chan struct{})
	go func() {
		group.Wait()
		close(done)
	}()
	select {
	case <-done:
		return len(seen)
	case <-time.After(limit):
		return 0
	}
}

// RunRounds runs them all.
func RunRounds(names []string) {
	println(batchesOk(names), batchesBad(names), deferredOk(names), deferredBad(names))
	println(nestedBad(names), limitOk(names, time.Second))
}
