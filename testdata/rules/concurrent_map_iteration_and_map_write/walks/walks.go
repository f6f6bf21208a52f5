// Package walks has helpers that run a function on goroutines of their own and wait for them.
package walks

import "sync"

// each runs f on several goroutines, one at a time, and waits for all.
func each(names []string, f func(name string)) {
	var mu sync.Mutex
	var wg sync.WaitGroup
	for _, name := range names {
		wg.Go(func() {
			mu.Lock()
			defer mu.Unlock()
			f(name)
		})
	}
	wg.Wait()
}

// eachAtOnce lets them run at the same time.
func eachAtOnce(names []string, f func(name string)) {
	var wg sync.WaitGroup
	for _, name := range names {
		wg.Add(1)
		go func() {
			defer wg.Done()
			f(name)
		}()
	}
	wg.Wait()
}

// eachLater does not wait.
func eachLater(names []string, f func(name string)) {
	for _, name := range names {
		go f(name)
	}
}

func emptyOk(names []string) int {
	empty := map[string]bool{}
	each(names, func(name string) { empty[name] = true })
	count := 0
	for range empty {
		count++
	}
	return count
}

func emptyAtOnceBad(names []string) int {
	empty := map[string]bool{}
	eachAtOnce(names, func(name string) {
		empty[name] = true // want concurrent-map-writes "empty"
	})
	return len(empty)
}

func emptyLaterBad(names []string) int {
	var mu sync.Mutex
	empty := map[string]bool{}
	eachLater(names, func(name string) {
		mu.Lock()
		empty[name] = true
		mu.Unlock()
	})
	count := 0
	for range empty { // want concurrent-map-iteration-and-map-write "empty"
		count++
	}
	return count
}

// One WaitGroup for each name; the loop waits for all.
func ownGroupsOk(names []string) int {
	ready := map[string]*sync.WaitGroup{}
	for _, name := range names {
		wg := new(sync.WaitGroup)
		wg.Add(1)
		ready[name] = wg
	}
	var mu sync.Mutex
	lengths := map[string]int{}
	for name, wg := range ready {
		go func(name string, wg *sync.WaitGroup) {
			defer wg.Done()
			mu.Lock()
			defer mu.Unlock()
			lengths[name] = len(name)
		}(name, wg)
	}
	for _, wg := range ready {
		wg.Wait()
	}
	sum := 0
	for _, length := range lengths {
		sum += length
	}
	return sum
}

type table struct {
	mu      sync.Mutex
	entries map[string]int
}

// Local functions that lock when they are asked to; whoever does not ask holds the lock.
func (t *table) drop(name string, needLock bool) {
	lock := func() {
		if needLock {
			t.mu.Lock()
		}
	}
	unlock := func() {
		if needLock {
			t.mu.Unlock()
		}
	}
	lock()
	delete(t.entries, name)
	unlock()
}

func (t *table) walkOk() {
	t.mu.Lock()
	defer t.mu.Unlock()
	for name := range t.entries {
		t.drop(name, false)
	}
}

func useTable(names []string) {
	t := &table{entries: map[string]int{}}
	for _, name := range names {
		go t.drop(name, true)
	}
	t.walkOk()
}
