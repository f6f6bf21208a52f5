// Package collector sends results to the one goroutine that keeps them.
package collector

import "sync"

type result struct {
	name string
	size int
}

func collectOk(names []string) map[string]int {
	results := make(chan result)
	var wg sync.WaitGroup
	for _, name := range names {
		wg.Add(1)
		go func() {
			defer wg.Done()
			results <- result{name: name, size: len(name)}
		}()
	}
	go func() {
		wg.Wait()
		close(results)
	}()
	sizes := map[string]int{}
	for r := range results {
		sizes[r.name] = r.size
	}
	return sizes
}

// The producers write a second map, which nobody collects for them.
func collectBad(names []string) map[string]int {
	started := map[string]bool{}
	results := make(chan result)
	var wg sync.WaitGroup
	for _, name := range names {
		wg.Add(1)
		go func() {
			defer wg.Done()
			started[name] = true // want concurrent-map-writes "started"
			results <- result{name: name, size: len(name)}
		}()
	}
	go func() {
		wg.Wait()
		close(results)
	}()
	sizes := map[string]int{}
	for r := range results {
		if started[r.name] {
			sizes[r.name] = r.size
		}
	}
	return sizes
}

// A collector in a goroutine of its own, joined through a channel.
func collectApartOk(names []string) map[string]int {
	sizes := map[string]int{}
	results := make(chan result)
	done := make(chan struct{})
	go func() {
		defer close(done)
		for r := range results {
			sizes[r.name] = r.size
		}
	}()
	for _, name := range names {
		results <- result{name: name, size: len(name)}
	}
	close(results)
	<-done
	sizes["total"] = len(names)
	return sizes
}

func twoCollectorsBad(names []string) map[string]int {
	sizes := map[string]int{}
	results := make(chan result)
	var wg sync.WaitGroup
	for range 2 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for r := range results {
				sizes[r.name] = r.size // want concurrent-map-writes
			}
		}()
	}
	for _, name := range names {
		results <- result{name: name, size: len(name)}
	}
	close(results)
	wg.Wait()
	return sizes
}
