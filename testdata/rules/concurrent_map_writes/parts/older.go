//go:build go1.21

package parts

import "sync"

// This file is of a version of Go in which all rounds of a loop share its variables.
func olderBad(counts map[string]map[string]int) int {
	started := 0
	var group sync.WaitGroup
	for name, count := range counts {
		group.Add(1)
		go func() {
			defer group.Done()
			count[name]++ // want concurrent-map-writes "count"
		}()
		started++
	}
	group.Wait()
	return started
}

// What is handed over is the goroutine's own.
func olderOk(chunks [][]string) []map[string]int {
	counts := make([]map[string]int, len(chunks))
	for at := range counts {
		counts[at] = map[string]int{}
	}
	var group sync.WaitGroup
	for at := 0; at < len(chunks); at++ {
		group.Add(1)
		go func(at int) {
			defer group.Done()
			counts[at]["first"]++
		}(at)
	}
	group.Wait()
	return counts
}

// The round's own name for its number is one a round.
func olderNumberOk(chunks [][]string) []map[string]int {
	counts := make([]map[string]int, len(chunks))
	var group sync.WaitGroup
	for at, chunk := range chunks {
		at, chunk := at, chunk
		group.Add(1)
		go func() {
			defer group.Done()
			counts[at] = map[string]int{}
			for _, word := range chunk {
				counts[at][word]++
			}
		}()
	}
	group.Wait()
	return counts
}
