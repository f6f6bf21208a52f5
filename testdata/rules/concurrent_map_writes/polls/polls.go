// Package polls looks at flags until they are set.
package polls

import (
	"sync"
	"time"
)

func underLockOk() {
	var mu sync.Mutex
	counts := map[string]int{}
	done := false
	go func() {
		counts["first"]++
		mu.Lock()
		done = true
		mu.Unlock()
	}()
	mu.Lock()
	for !done {
		mu.Unlock()
		time.Sleep(time.Millisecond)
		mu.Lock()
	}
	mu.Unlock()
	counts["second"]++
}

func beforeBad() {
	var mu sync.Mutex
	counts := map[string]int{}
	done := false
	go func() {
		counts["first"]++ // want concurrent-map-writes
		mu.Lock()
		done = true
		mu.Unlock()
	}()
	counts["second"]++
	mu.Lock()
	for !done {
		mu.Unlock()
		time.Sleep(time.Millisecond)
		mu.Lock()
	}
	mu.Unlock()
}

// The flag says something else.
func otherBad() {
	var mu sync.Mutex
	counts := map[string]int{}
	done, ready := false, false
	go func() {
		counts["first"]++ // want concurrent-map-writes
		mu.Lock()
		ready = true
		mu.Unlock()
	}()
	mu.Lock()
	for !done {
		mu.Unlock()
		time.Sleep(time.Millisecond)
		mu.Lock()
	}
	mu.Unlock()
	counts["second"]++
	println(ready)
}

func runAll() {
	underLockOk()
	beforeBad()
	otherBad()
}
