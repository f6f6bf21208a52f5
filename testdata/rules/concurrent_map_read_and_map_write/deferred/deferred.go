// Package deferred writes in deferred functions, before or after the group is told that the work is done.
package deferred

import "sync"

func work(id string) {
	if id == "" {
		panic("no id")
	}
}

// Deferred calls run last in, first out: Done comes before the write.
func doneFirstBad(id string) int {
	failures := map[string]any{}
	var wg sync.WaitGroup
	wg.Add(1)
	go func() {
		defer func() {
			if failure := recover(); failure != nil {
				failures[id] = failure // want concurrent-map-read-and-map-write "failures"
			}
		}()
		defer wg.Done()
		work(id)
	}()
	wg.Wait()
	return len(failures)
}

func doneLastOk(id string) int {
	failures := map[string]any{}
	var wg sync.WaitGroup
	wg.Add(1)
	go func() {
		defer wg.Done()
		defer func() {
			if failure := recover(); failure != nil {
				failures[id] = failure
			}
		}()
		work(id)
	}()
	wg.Wait()
	return len(failures)
}

// The lock orders the writers among themselves, not with the parent.
func siblingsBad(ids []string) any {
	failures := map[string]any{}
	var mu sync.Mutex
	var wg sync.WaitGroup
	for _, id := range ids {
		wg.Add(1)
		go func() {
			defer func() {
				failure := recover()
				mu.Lock()
				defer mu.Unlock()
				failures[id] = failure
			}()
			defer wg.Done()
			work(id)
		}()
	}
	wg.Wait()
	return failures["first"] // want concurrent-map-read-and-map-write
}

func siblingsOk(ids []string) any {
	failures := map[string]any{}
	var mu sync.Mutex
	var wg sync.WaitGroup
	for _, id := range ids {
		wg.Add(1)
		go func() {
			defer wg.Done()
			defer func() {
				failure := recover()
				mu.Lock()
				defer mu.Unlock()
				failures[id] = failure
			}()
			work(id)
		}()
	}
	wg.Wait()
	return failures["first"]
}

// The write comes after a Done that is not deferred.
func doneTooEarlyBad(id string) int {
	sizes := map[string]int{}
	var wg sync.WaitGroup
	wg.Add(1)
	go func() {
		work(id)
		wg.Done()
		sizes[id] = len(id) // want concurrent-map-read-and-map-write
	}()
	wg.Wait()
	return sizes[id]
}

func doneInTimeOk(id string) int {
	sizes := map[string]int{}
	var wg sync.WaitGroup
	wg.Add(1)
	go func() {
		work(id)
		sizes[id] = len(id)
		wg.Done()
	}()
	wg.Wait()
	return sizes[id]
}
