package main

import "sync"

// seen is touched by goroutines that are started in several ways.
var (
	seenMu sync.Mutex
	seen   = map[string]int{}
)

func see(word string) {
	seenMu.Lock()
	defer seenMu.Unlock()
	seen[word]++
}

// safely starts one goroutine for a function.
func safely(run func()) {
	go func() {
		defer func() { recover() }()
		run()
	}()
}

// atOnce starts several goroutines for a function and waits for them.
func atOnce(n int, run func()) {
	var wg sync.WaitGroup
	for range n {
		wg.Add(1)
		go func() {
			defer wg.Done()
			run()
		}()
	}
	wg.Wait()
}

func starts() {
	safely(func() { see("one") })
	for range 3 {
		safely(func() { see("a loop around the helper") })
	}
	atOnce(3, func() { see("a loop in the helper") })
	for range 3 {
		see("no goroutine")
	}
}

// again starts itself anew.
func again(n int) {
	see("again")
	if n > 0 {
		go again(n - 1)
	}
}
