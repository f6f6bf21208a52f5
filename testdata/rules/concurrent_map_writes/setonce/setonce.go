// Package setonce fills maps in an arm that a flag lets control come to but once.
package setonce

import "sync"

// The map is filled in the first round that comes so far, before any goroutine has it.
func firstOk(names []string) {
	var wg sync.WaitGroup
	known := make(map[string]int)
	isFilled := false
	for _, name := range names {
		if name == "" {
			continue
		}
		if !isFilled {
			for at, other := range names {
				known[other] = at
			}
			isFilled = true
		}
		wg.Add(1)
		go func() {
			defer wg.Done()
			println(known[name])
		}()
	}
	wg.Wait()
}

// The flag is set in one arm only: the next round fills the map again.
func sometimesBad(names []string) {
	var wg sync.WaitGroup
	known := make(map[string]int)
	isFilled := false
	for _, name := range names {
		if !isFilled {
			for at, other := range names {
				known[other] = at // want concurrent-map-read-and-map-write "known"
			}
			if len(name) > 3 {
				isFilled = true
			}
		}
		wg.Add(1)
		go func() {
			defer wg.Done()
			println(known[name])
		}()
	}
	wg.Wait()
}

// The flag is set back.
func againBad(names []string) {
	known := make(map[string]int)
	isFilled := false
	for _, name := range names {
		if !isFilled {
			known[name] = 1 // want concurrent-map-read-and-map-write "known"
			isFilled = true
		}
		go func() {
			println(known[name])
		}()
		isFilled = len(name) > 3
	}
}

// The goroutine sets the flag back.
func fromInsideBad(names []string) {
	known := make(map[string]int)
	isFilled := false
	for _, name := range names {
		if !isFilled {
			known[name] = 1 // want concurrent-map-read-and-map-write "known"
			isFilled = true
		}
		go func() {
			println(known[name])
			isFilled = false
		}()
	}
}

// Who starts goroutines waits for them, under the same condition.
func parallelOk(names []string, count int) map[string]int {
	var wg sync.WaitGroup
	known := make(map[string]int)
	isParallel := count > 1
	if isParallel {
		wg.Add(1)
		go func() {
			defer wg.Done()
			known["first"] = count
		}()
	}
	for at := range names {
		println(at)
	}
	if isParallel {
		wg.Wait()
	}
	known["last"] = count
	return known
}

// Who waits only if none was started waits for none.
func parallelBad(names []string, count int) map[string]int {
	var wg sync.WaitGroup
	known := make(map[string]int)
	isParallel := count > 1
	if isParallel {
		wg.Add(1)
		go func() {
			defer wg.Done()
			known["first"] = count // want concurrent-map-writes "known"
		}()
	}
	for at := range names {
		println(at)
	}
	if !isParallel {
		wg.Wait()
	}
	known["last"] = count
	return known
}
