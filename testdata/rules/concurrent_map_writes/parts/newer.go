package parts

import "sync"

// Since Go 1.22 each round has variables of its own.
func newerOk(counts map[string]map[string]int) int {
	started := 0
	var group sync.WaitGroup
	for name, count := range counts {
		group.Add(1)
		go func() {
			defer group.Done()
			count[name]++
		}()
		started++
	}
	group.Wait()
	return started
}
