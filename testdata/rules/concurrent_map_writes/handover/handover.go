// Package handover hands maps to goroutines as arguments, and hides names behind others.
package handover

import "sync"

// A map is passed "by value", which copies no element.
func argumentBad() map[string]int {
	totals := map[string]int{}
	go func(m map[string]int) {
		m["x"] = 1 // want concurrent-map-writes
	}(totals)
	totals["y"] = 2
	return totals
}

func argumentOk() map[string]int {
	totals := map[string]int{}
	done := make(chan struct{})
	go func(m map[string]int) {
		defer close(done)
		m["x"] = 1
	}(totals)
	<-done
	totals["y"] = 2
	return totals
}

// The goroutine is the only one that uses the map.
func givenAwayOk() {
	totals := map[string]int{}
	totals["y"] = 2
	go func(m map[string]int) {
		m["x"] = 1
	}(totals)
}

func addBad(m map[string]int) {
	m["x"] = 1 // want concurrent-map-writes
}

func namedBad() map[string]int {
	totals := map[string]int{}
	go addBad(totals)
	totals["y"] = 2 // want concurrent-map-writes
	return totals
}

// The parameter gets a new map before it is written.
func remadeOk() map[string]int {
	totals := map[string]int{}
	go func(m map[string]int) {
		m = map[string]int{}
		m["x"] = 1
	}(totals)
	totals["y"] = 2
	return totals
}

// Each iteration has a map of its own, under the name that the outer one has too.
func shadowOk(parts [][]string) map[string]int {
	counts := map[string]int{}
	results := make(chan map[string]int)
	for _, part := range parts {
		counts := map[string]int{}
		go func() {
			for _, word := range part {
				counts[word]++
			}
			results <- counts
		}()
	}
	for range parts {
		for word, count := range <-results {
			counts[word] += count
		}
	}
	return counts
}

// The new name stands for the same map.
func shadowBad(parts [][]string) map[string]int {
	counts := map[string]int{}
	var wg sync.WaitGroup
	for _, part := range parts {
		counts := counts
		wg.Add(1)
		go func() {
			defer wg.Done()
			for _, word := range part {
				counts[word]++ // want concurrent-map-writes
			}
		}()
	}
	wg.Wait()
	return counts
}

func pointerBad(names []string) map[string]int {
	counts := map[string]int{}
	shared := &counts
	var wg sync.WaitGroup
	for _, name := range names {
		wg.Add(1)
		go func() {
			defer wg.Done()
			(*shared)[name]++ // want concurrent-map-writes
		}()
	}
	wg.Wait()
	return counts
}

// The sender keeps writing what it has given away.
func sentBad(out chan map[string]int) {
	batch := map[string]int{}
	go func() {
		received := <-out
		received["seen"] = 1
	}()
	out <- batch
	batch["late"] = 1 // want concurrent-map-writes
}

// After the send the sender does not touch the map any more.
func sentOk(out chan map[string]int) {
	batch := map[string]int{}
	go func() {
		received := <-out
		received["seen"] = 1
	}()
	batch["early"] = 1
	out <- batch
}
