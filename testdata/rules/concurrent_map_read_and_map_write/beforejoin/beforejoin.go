// Package beforejoin reads a map before, or after, the goroutines that fill it are done.
package beforejoin

import "sync"

func lenBad(keys []string) bool {
	seen := map[string]bool{}
	var wg sync.WaitGroup
	wg.Add(1)
	go func() { // note "goroutine started here"
		defer wg.Done()
		for _, key := range keys {
			seen[key] = true // want concurrent-map-read-and-map-write "seen"
		}
	}()
	empty := len(seen) == 0 // note "here"
	wg.Wait()
	return empty
}

func lenOk(keys []string) bool {
	seen := map[string]bool{}
	var wg sync.WaitGroup
	wg.Add(1)
	go func() {
		defer wg.Done()
		for _, key := range keys {
			seen[key] = true
		}
	}()
	wg.Wait()
	return len(seen) == 0
}

func lookupBad(keys []string) bool {
	seen := map[string]bool{}
	done := make(chan struct{})
	go func() {
		defer close(done)
		for _, key := range keys {
			seen[key] = true // want concurrent-map-read-and-map-write
		}
	}()
	first := seen["first"]
	<-done
	return first
}

func lookupOk(keys []string) bool {
	seen := map[string]bool{}
	done := make(chan struct{})
	go func() {
		defer close(done)
		for _, key := range keys {
			seen[key] = true
		}
	}()
	<-done
	return seen["first"]
}

// The writers lock; the parent thinks that it need not.
func lockedWritersBad(keys []string) int {
	counts := map[string]int{}
	var mu sync.Mutex
	var wg sync.WaitGroup
	for _, key := range keys {
		wg.Add(1)
		go func() {
			defer wg.Done()
			mu.Lock()
			defer mu.Unlock()
			counts[key]++
		}()
	}
	first := counts["first"] // want concurrent-map-read-and-map-write "counts"
	wg.Wait()
	return first + counts["last"]
}

func lockedWritersOk(keys []string) int {
	counts := map[string]int{}
	var mu sync.Mutex
	var wg sync.WaitGroup
	for _, key := range keys {
		wg.Add(1)
		go func() {
			defer wg.Done()
			mu.Lock()
			defer mu.Unlock()
			counts[key]++
		}()
	}
	wg.Wait()
	return counts["first"] + counts["last"]
}

// An impatient parent leaves before the writers are done.
func earlyReturnBad(keys []string, hurry bool) int {
	counts := map[string]int{}
	var mu sync.Mutex
	var wg sync.WaitGroup
	for _, key := range keys {
		wg.Add(1)
		go func() {
			defer wg.Done()
			mu.Lock()
			defer mu.Unlock()
			counts[key]++
		}()
	}
	if hurry {
		return counts["first"] // want concurrent-map-read-and-map-write
	}
	wg.Wait()
	return counts["last"]
}

// The wait happens elsewhere and nobody listens to it.
func waitElsewhereBad(keys []string) int {
	counts := map[string]int{}
	done := make(chan struct{})
	var mu sync.Mutex
	var wg sync.WaitGroup
	for _, key := range keys {
		wg.Add(1)
		go func() {
			defer wg.Done()
			mu.Lock()
			defer mu.Unlock()
			counts[key]++
		}()
	}
	go func() {
		wg.Wait()
		close(done)
	}()
	return counts["first"] // want concurrent-map-read-and-map-write
}

func waitElsewhereOk(keys []string) int {
	counts := map[string]int{}
	done := make(chan struct{})
	var mu sync.Mutex
	var wg sync.WaitGroup
	for _, key := range keys {
		wg.Add(1)
		go func() {
			defer wg.Done()
			mu.Lock()
			defer mu.Unlock()
			counts[key]++
		}()
	}
	go func() {
		wg.Wait()
		close(done)
	}()
	<-done
	return counts["first"]
}

// The group may be waited for before the goroutine has joined it.
func addInsideBad(keys []string) int {
	counts := map[string]int{}
	var wg sync.WaitGroup
	go func() {
		wg.Add(1)
		defer wg.Done()
		for _, key := range keys {
			counts[key]++ // miss concurrent-map-read-and-map-write: order, the join is taken to wait for a goroutine that has not joined it yet
		}
	}()
	wg.Wait()
	return counts["first"]
}

// Each worker answers once, and the parent waits for as many answers.
func answersOk(keys []string) int {
	counts := map[string]int{}
	var mu sync.Mutex
	answers := make(chan bool)
	for i := 0; i < len(keys); i++ {
		go func(key string) {
			mu.Lock()
			counts[key]++
			mu.Unlock()
			answers <- true
		}(keys[i])
	}
	for i := 0; i < len(keys); i++ {
		<-answers
	}
	return counts["first"]
}
