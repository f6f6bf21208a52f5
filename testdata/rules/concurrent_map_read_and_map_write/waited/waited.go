// Package waited joins goroutines through groups in groups, fields and functions that are returned.
package waited

import (
	"context"
	"sync"
)

func inGroup(run func()) {
	var outer, inner sync.WaitGroup
	outer.Go(func() {
		for range 3 {
			inner.Go(run)
		}
		inner.Wait()
	})
	outer.Wait()
}

func inGroupOk() int {
	var mu sync.Mutex
	sizes := map[string]int{}
	inGroup(func() {
		mu.Lock()
		defer mu.Unlock()
		sizes["a"]++
	})
	return sizes["a"]
}

func inLeakedGroup(run func()) {
	var outer, inner sync.WaitGroup
	outer.Go(func() {
		for range 3 {
			inner.Go(run)
		}
	})
	outer.Wait()
}

func inLeakedGroupBad() int {
	var mu sync.Mutex
	sizes := map[string]int{}
	inLeakedGroup(func() {
		mu.Lock()
		defer mu.Unlock()
		sizes["a"]++
	})
	return sizes["a"] // want concurrent-map-read-and-map-write
}

type operation struct {
	running, other context.Context
}

func (o *operation) wait()      { <-o.running.Done() }
func (o *operation) waitOther() { <-o.other.Done() }

// The context is known by its field where it is waited for.
func contextOk() int {
	sizes := map[string]int{}
	running, done := context.WithCancel(context.Background())
	o := &operation{}
	o.running = running
	go func() {
		sizes["a"]++
		done()
	}()
	o.wait()
	return sizes["a"]
}

func contextBad() int {
	sizes := map[string]int{}
	running, done := context.WithCancel(context.Background())
	o := &operation{other: context.Background()}
	o.running = running
	go func() {
		sizes["a"]++ // want concurrent-map-read-and-map-write
		done()
	}()
	o.waitOther()
	return sizes["a"]
}

func start(run func()) (stop func()) {
	var group sync.WaitGroup
	group.Add(1)
	go func() {
		defer group.Done()
		run()
	}()
	return func() { group.Wait() }
}

func stoppedOk() int {
	sizes := map[string]int{}
	stop := start(func() { sizes["a"]++ })
	stop()
	return sizes["a"]
}

func startLeaked(run func()) (stop func()) {
	go run()
	return func() {}
}

func stoppedBad() int {
	sizes := map[string]int{}
	stop := startLeaked(func() {
		sizes["a"]++ // want concurrent-map-read-and-map-write
	})
	stop()
	return sizes["a"]
}

func runAll() {
	println(inGroupOk(), inLeakedGroupBad(), contextOk(), contextBad(), stoppedOk(), stoppedBad())
}
