package parts

import "sync"

// The outer map is complete before, and each goroutine takes the inner one of its number.
func byNumberOk(workers int) {
	counts := map[int]map[string]int{}
	for at := range workers {
		counts[at] = map[string]int{}
	}
	var group sync.WaitGroup
	for at := range workers {
		group.Go(func() { counts[at]["first"]++ })
	}
	group.Wait()
}

// The goroutines put their parts into the outer map by themselves.
func insertBad(workers int) {
	counts := map[int]map[string]int{}
	var group sync.WaitGroup
	for at := range workers {
		group.Go(func() {
			counts[at] = map[string]int{} // want concurrent-map-writes "counts"
			counts[at]["first"]++
		})
	}
	group.Wait()
}

// Each has a range of numbers.
func rangesOk(counts []map[string]int, workers int) {
	size := len(counts) / workers
	var group sync.WaitGroup
	for worker := range workers {
		group.Go(func() {
			for at := worker * size; at < (worker+1)*size; at++ {
				counts[at]["first"]++
			}
		})
	}
	group.Wait()
}

// Each number comes out of the channel once.
func queueOk(counts []map[string]int) {
	numbers := make(chan int)
	var group sync.WaitGroup
	for range 3 {
		group.Go(func() {
			for at := range numbers {
				counts[at]["first"]++
			}
		})
	}
	for at := range counts {
		numbers <- at
	}
	close(numbers)
	group.Wait()
}

// Run runs them all.
func Run(counts, others []map[string]int) {
	byNumberOk(3)
	insertBad(3)
	rangesOk(counts, 3)
	queueOk(others)
}
