// Package loops ranges over a map that another goroutine writes.
package loops

import (
	"maps"
	"slices"
	"sync"
)

func rangeAndWriteBad() int {
	squares := make(map[int]int)
	sum := 0
	var wg sync.WaitGroup
	wg.Add(2)
	go func() {
		defer wg.Done()
		for i := range 1000 {
			squares[i] = i * i // want concurrent-map-iteration-and-map-write "squares"
		}
	}()
	go func() {
		defer wg.Done()
		for _, square := range squares { // note "also ranged over here"
			sum += square
		}
	}()
	wg.Wait()
	return sum
}

func rangeAndWriteOk() int {
	squares := make(map[int]int)
	sum := 0
	var mu sync.Mutex
	var wg sync.WaitGroup
	wg.Add(2)
	go func() {
		defer wg.Done()
		for i := range 1000 {
			mu.Lock()
			squares[i] = i * i
			mu.Unlock()
		}
	}()
	go func() {
		defer wg.Done()
		mu.Lock()
		defer mu.Unlock()
		for _, square := range squares {
			sum += square
		}
	}()
	wg.Wait()
	return sum
}

func rangeBeforeJoinBad(words []string) []string {
	counts := map[string]int{}
	var mu sync.Mutex
	var wg sync.WaitGroup
	for _, word := range words {
		wg.Add(1)
		go func() {
			defer wg.Done()
			mu.Lock()
			defer mu.Unlock()
			counts[word]++
		}()
	}
	var found []string
	for word := range counts { // want concurrent-map-iteration-and-map-write "counts"
		found = append(found, word)
	}
	wg.Wait()
	return found
}

func rangeAfterJoinOk(words []string) []string {
	counts := map[string]int{}
	var mu sync.Mutex
	var wg sync.WaitGroup
	for _, word := range words {
		wg.Add(1)
		go func() {
			defer wg.Done()
			mu.Lock()
			defer mu.Unlock()
			counts[word]++
		}()
	}
	wg.Wait()
	var found []string
	for word := range counts {
		found = append(found, word)
	}
	return found
}

func sortedKeysBad(words []string) []string {
	counts := map[string]int{}
	var mu sync.Mutex
	var wg sync.WaitGroup
	for _, word := range words {
		wg.Add(1)
		go func() {
			defer wg.Done()
			mu.Lock()
			defer mu.Unlock()
			counts[word]++
		}()
	}
	sorted := slices.Sorted(maps.Keys(counts)) // want concurrent-map-iteration-and-map-write "counts"
	wg.Wait()
	return sorted
}

// Two goroutines range, and nobody writes any more.
func twoRangesOk(words []string) {
	counts := map[string]int{}
	for _, word := range words {
		counts[word]++
	}
	var wg sync.WaitGroup
	for range 2 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for word := range counts {
				_ = word
			}
		}()
	}
	wg.Wait()
}
