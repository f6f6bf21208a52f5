// Package ordered lets the parent and a goroutine use a map one after the other.
package ordered

import "sync"

func beforeAndAfterOk(names []string) int {
	counts := map[string]int{}
	counts["before"] = 1
	done := make(chan struct{})
	go func() {
		for _, name := range names {
			counts[name]++
		}
		close(done)
	}()
	<-done
	counts["after"] = 1
	return len(counts)
}

func sendDoneOk(names []string) int {
	counts := map[string]int{"before": 1}
	done := make(chan bool)
	go func() {
		for _, name := range names {
			counts[name]++
		}
		done <- true
	}()
	<-done
	return counts["first"]
}

// The signal comes before the work.
func signalTooEarlyBad(names []string) int {
	counts := map[string]int{}
	ready := make(chan struct{})
	go func() {
		close(ready)
		for _, name := range names {
			counts[name]++ // want concurrent-map-read-and-map-write "counts"
		}
	}()
	<-ready
	return counts["first"]
}

// The first phase writes under a lock, the second only reads.
func phasesOk(names []string) int {
	lengths := map[string]int{}
	var mu sync.Mutex
	var writers sync.WaitGroup
	for _, name := range names {
		writers.Add(1)
		go func() {
			defer writers.Done()
			mu.Lock()
			lengths[name] = len(name)
			mu.Unlock()
		}()
	}
	writers.Wait()
	sums := make([]int, len(names))
	var readers sync.WaitGroup
	for i, name := range names {
		readers.Add(1)
		go func() {
			defer readers.Done()
			sums[i] = lengths[name] + len(lengths)
		}()
	}
	readers.Wait()
	return sums[0]
}

// The second phase does not wait for the first.
func phasesBad(names []string) int {
	lengths := map[string]int{}
	var mu sync.Mutex
	var wg sync.WaitGroup
	for _, name := range names {
		wg.Add(1)
		go func() {
			defer wg.Done()
			mu.Lock()
			lengths[name] = len(name)
			mu.Unlock()
		}()
	}
	sums := make([]int, len(names))
	for i, name := range names {
		wg.Add(1)
		go func() {
			defer wg.Done()
			sums[i] = lengths[name] // want concurrent-map-read-and-map-write "lengths"
		}()
	}
	wg.Wait()
	return sums[0]
}
