// Package fanout starts one goroutine an element and lets all of them fill one map.
package fanout

import (
	"maps"
	"strconv"
	"sync"
)

func countWordsBad(words []string) map[string]int {
	counts := map[string]int{} // note "map declared here"
	var wg sync.WaitGroup
	for _, word := range words {
		wg.Add(1)
		go func() { // note "goroutines started here"
			defer wg.Done()
			counts[word]++ // want concurrent-map-writes "counts"
		}()
	}
	wg.Wait()
	return counts
}

func countWordsOk(words []string) map[string]int {
	counts := map[string]int{}
	var mu sync.Mutex
	var wg sync.WaitGroup
	for _, word := range words {
		wg.Add(1)
		go func() {
			defer wg.Done()
			mu.Lock()
			counts[word]++
			mu.Unlock()
		}()
	}
	wg.Wait()
	return counts
}

func lengthsByIndexOk(words []string) []int {
	lengths := make([]int, len(words))
	var wg sync.WaitGroup
	for i, word := range words {
		wg.Add(1)
		go func() {
			defer wg.Done()
			lengths[i] = len(word)
		}()
	}
	wg.Wait()
	return lengths
}

func squaresByNameBad() map[string]int {
	squares := make(map[string]int)
	var wg sync.WaitGroup
	for i := range 100 {
		wg.Add(1)
		go func(i int) {
			defer wg.Done()
			squares[strconv.Itoa(i)] = i * i // want concurrent-map-writes
		}(i)
	}
	wg.Wait()
	return squares
}

func squaresByNameOk() map[string]int {
	squares := make(map[string]int)
	var mu sync.Mutex
	var wg sync.WaitGroup
	for i := range 100 {
		wg.Add(1)
		go func(i int) {
			defer wg.Done()
			mu.Lock()
			defer mu.Unlock()
			squares[strconv.Itoa(i)] = i * i
		}(i)
	}
	wg.Wait()
	return squares
}

// Other keys do not help: the table behind them is one.
func disjointRangesBad() map[int]int {
	squares := make(map[int]int)
	var wg sync.WaitGroup
	wg.Add(2)
	go func() {
		defer wg.Done()
		for i := 0; i < 500; i++ {
			squares[i] = i * i // want concurrent-map-writes
		}
	}()
	go func() {
		defer wg.Done()
		for i := 500; i < 1000; i++ {
			squares[i] = i * i
		}
	}()
	wg.Wait()
	return squares
}

func disjointRangesOk() map[int]int {
	low, high := make(map[int]int), make(map[int]int)
	var wg sync.WaitGroup
	wg.Add(2)
	go func() {
		defer wg.Done()
		for i := 0; i < 500; i++ {
			low[i] = i * i
		}
	}()
	go func() {
		defer wg.Done()
		for i := 500; i < 1000; i++ {
			high[i] = i * i
		}
	}()
	wg.Wait()
	maps.Copy(low, high)
	return low
}

func sharedHelperBad() map[int]int {
	squares := make(map[int]int)
	fill := func(from, to int) {
		for i := from; i < to; i++ {
			squares[i] = i * i // want concurrent-map-writes
		}
	}
	var wg sync.WaitGroup
	wg.Add(2)
	go func() {
		defer wg.Done()
		fill(0, 500)
	}()
	go func() {
		defer wg.Done()
		fill(500, 1000)
	}()
	wg.Wait()
	return squares
}

func waitGroupGoBad(words []string) map[string]int {
	counts := map[string]int{}
	var wg sync.WaitGroup
	for _, word := range words {
		wg.Go(func() {
			counts[word]++ // want concurrent-map-writes
		})
	}
	wg.Wait()
	return counts
}

func waitGroupGoOk(words []string) map[string]int {
	counts := map[string]int{}
	var mu sync.Mutex
	var wg sync.WaitGroup
	for _, word := range words {
		wg.Go(func() {
			mu.Lock()
			defer mu.Unlock()
			counts[word]++
		})
	}
	wg.Wait()
	return counts
}

// The group is waited for inside the loop, so one goroutine runs at a time.
func oneAtATimeOk(words []string) map[string]int {
	counts := map[string]int{}
	for _, word := range words {
		var wg sync.WaitGroup
		wg.Add(1)
		go func() {
			defer wg.Done()
			counts[word]++
		}()
		wg.Wait()
	}
	return counts
}

func poolBad(jobs <-chan string, workers int) map[string]int {
	sizes := make(map[string]int)
	var wg sync.WaitGroup
	for range workers {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for job := range jobs {
				sizes[job] = len(job) // want concurrent-map-writes
			}
		}()
	}
	wg.Wait()
	return sizes
}

func poolOk(jobs <-chan string, workers int) map[string]int {
	sizes := make(map[string]int)
	var mu sync.Mutex
	var wg sync.WaitGroup
	for range workers {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for job := range jobs {
				size := len(job)
				mu.Lock()
				sizes[job] = size
				mu.Unlock()
			}
		}()
	}
	wg.Wait()
	return sizes
}

// A lock that every goroutine makes for itself excludes nobody.
func ownLockEachBad(words []string) map[string]int {
	counts := map[string]int{}
	var wg sync.WaitGroup
	for _, word := range words {
		wg.Add(1)
		go func() {
			defer wg.Done()
			var mu sync.Mutex
			mu.Lock()
			counts[word]++ // want concurrent-map-writes
			mu.Unlock()
		}()
	}
	wg.Wait()
	return counts
}

// The parent's lock is not held by its children.
func parentHoldsLockBad(words []string) map[string]int {
	counts := map[string]int{}
	var mu sync.Mutex
	var wg sync.WaitGroup
	mu.Lock()
	for _, word := range words {
		wg.Add(1)
		go func() {
			defer wg.Done()
			counts[word]++ // want concurrent-map-writes
		}()
	}
	wg.Wait()
	mu.Unlock()
	return counts
}

func mergePartsBad(parts []map[string]int) map[string]int {
	total := map[string]int{}
	var wg sync.WaitGroup
	for _, part := range parts {
		wg.Add(1)
		go func() {
			defer wg.Done()
			maps.Copy(total, part) // want concurrent-map-writes
		}()
	}
	wg.Wait()
	return total
}

func mergePartsOk(parts []map[string]int) map[string]int {
	total := map[string]int{}
	var mu sync.Mutex
	var wg sync.WaitGroup
	for _, part := range parts {
		wg.Add(1)
		go func() {
			defer wg.Done()
			mu.Lock()
			defer mu.Unlock()
			maps.Copy(total, part)
		}()
	}
	wg.Wait()
	return total
}
