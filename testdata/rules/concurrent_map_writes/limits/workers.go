package limits

import "sync"

// eachOf runs a function for each name, one at a time unless the caller asks for more.
func eachOf(names []string, visit func(string), workers ...int) {
	limit := 1
	if len(workers) > 0 && workers[0] > 1 {
		limit = workers[0]
	}
	var wg sync.WaitGroup
	slots := make(chan struct{}, limit)
	for _, name := range names {
		wg.Add(1)
		slots <- struct{}{}
		go func(name string) {
			defer func() {
				<-slots
				wg.Done()
			}()
			visit(name)
		}(name)
	}
	wg.Wait()
}

func countOk(names []string) map[string]int {
	counts := map[string]int{}
	eachOf(names, func(name string) { counts[name]++ })
	return counts
}

// eachOfFour runs a function for each name, four at a time unless the caller asks for more.
func eachOfFour(names []string, visit func(string), workers ...int) {
	limit := 4
	if len(workers) > 0 {
		limit = workers[0]
	}
	var wg sync.WaitGroup
	slots := make(chan struct{}, limit)
	for _, name := range names {
		wg.Add(1)
		slots <- struct{}{}
		go func(name string) {
			defer func() {
				<-slots
				wg.Done()
			}()
			visit(name)
		}(name)
	}
	wg.Wait()
}

func countBad(names []string) map[string]int {
	counts := map[string]int{}
	eachOfFour(names, func(name string) {
		counts[name]++ // want concurrent-map-writes
	})
	return counts
}

// Count does it both ways.
func Count(names []string) (map[string]int, map[string]int) { return countOk(names), countBad(names) }
