// Package named starts goroutines that run declared functions and methods.
package named

import "sync"

func fillBad(counts map[string]int, words []string, wg *sync.WaitGroup) {
	defer wg.Done()
	for _, word := range words {
		counts[word]++ // want concurrent-map-writes
	}
}

func fillAll(parts [][]string) map[string]int {
	counts := map[string]int{}
	var wg sync.WaitGroup
	for _, part := range parts {
		wg.Add(1)
		go fillBad(counts, part, &wg)
	}
	wg.Wait()
	return counts
}

func fillLockedOk(counts map[string]int, mu *sync.Mutex, words []string, wg *sync.WaitGroup) {
	defer wg.Done()
	for _, word := range words {
		mu.Lock()
		counts[word]++
		mu.Unlock()
	}
}

func fillAllLocked(parts [][]string) map[string]int {
	counts := map[string]int{}
	var mu sync.Mutex
	var wg sync.WaitGroup
	for _, part := range parts {
		wg.Add(1)
		go fillLockedOk(counts, &mu, part, &wg)
	}
	wg.Wait()
	return counts
}

type tally struct {
	mu     sync.Mutex
	votes  map[string]int
	spoilt map[string]int
}

func (t *tally) countBad(ballots []string) {
	for _, ballot := range ballots {
		t.spoilt[ballot]++ // want concurrent-map-writes "spoilt"
	}
}

func (t *tally) countOk(ballots []string) {
	for _, ballot := range ballots {
		t.mu.Lock()
		t.votes[ballot]++
		t.mu.Unlock()
	}
}

func election(stations [][]string) *tally {
	t := &tally{votes: map[string]int{}, spoilt: map[string]int{}}
	var wg sync.WaitGroup
	for _, station := range stations {
		wg.Add(2)
		go func() {
			defer wg.Done()
			t.countBad(station)
		}()
		go func() {
			defer wg.Done()
			t.countOk(station)
		}()
	}
	wg.Wait()
	return t
}

// Two levels down it is still the same map.
func scan(seen map[string]bool, pages []string) {
	for _, page := range pages {
		markBad(seen, page)
	}
}

func markBad(seen map[string]bool, page string) {
	seen[page] = true // want concurrent-map-writes
}

func crawl(sites [][]string) map[string]bool {
	seen := map[string]bool{}
	var wg sync.WaitGroup
	for _, site := range sites {
		wg.Add(1)
		go func() {
			defer wg.Done()
			scan(seen, site)
		}()
	}
	wg.Wait()
	return seen
}

// The same helper on a map of each goroutine's own.
func crawlApart(sites [][]string) []map[string]bool {
	found := make([]map[string]bool, len(sites))
	var wg sync.WaitGroup
	for i, site := range sites {
		wg.Add(1)
		go func() {
			defer wg.Done()
			seen := map[string]bool{}
			for _, page := range site {
				noteOk(seen, page)
			}
			found[i] = seen
		}()
	}
	wg.Wait()
	return found
}

func noteOk(seen map[string]bool, page string) {
	seen[page] = true
}
