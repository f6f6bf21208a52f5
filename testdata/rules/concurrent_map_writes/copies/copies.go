// Package copies holds structs by value, maps that are handed over and replaced, and what only looks like it.
package copies

import (
	"context"
	"maps"
	"sync"
)

type builder struct{ fields map[string]int }

// withOk works on a copy of the struct and gives it a map of its own.
func (b builder) withOk(name string) builder {
	b.fields = map[string]int{}
	b.fields[name] = 1
	return b
}

// cloneOk returns a new struct with a new map.
func (b *builder) cloneOk() *builder {
	c := *b
	c.fields = map[string]int{}
	c.fields["cloned"] = 1
	return &c
}

// shareBad returns a new struct with the old map.
func (b *builder) shareBad(name string) {
	c := *b
	c.fields[name] = 1 // want concurrent-map-writes
}

// UseBuilder runs them side by side.
func UseBuilder(b *builder) {
	go b.withOk("left")
	go b.withOk("right")
	go func() { b.cloneOk().fields["first"] = 1 }()
	go func() { b.cloneOk().fields["second"] = 2 }()
	go b.shareBad("left")
	go b.shareBad("right")
}

func drain(batch map[string]int) {
	for name := range batch {
		delete(batch, name)
	}
}

// BatchesOk hands each batch over and begins a new one.
func BatchesOk(names []string) {
	batch := map[string]int{}
	for _, name := range names {
		batch[name]++
		go drain(batch)
		batch = map[string]int{}
	}
}

// CancelledOk reads after the goroutine has cancelled.
func CancelledOk() int {
	done := map[string]int{}
	ctx, cancel := context.WithCancel(context.Background())
	go func() {
		done["worker"] = 1
		cancel()
	}()
	<-ctx.Done()
	return done["worker"]
}

// lockValuesOk locks through method values.
func lockValuesOk(names []string) {
	counts := map[string]int{}
	var mu sync.Mutex
	lock, unlock := mu.Lock, mu.Unlock
	for _, name := range names {
		go func() {
			lock()
			counts[name]++
			unlock()
		}()
	}
}

// lockValuesBad gives the lock back too early.
func lockValuesBad(names []string) {
	counts := map[string]int{}
	var mu sync.Mutex
	lock, unlock := mu.Lock, mu.Unlock
	for _, name := range names {
		go func() {
			lock()
			unlock()
			counts[name]++ // want concurrent-map-writes
		}()
	}
}

// doneValueOk tells a group through a method value.
func doneValueOk(names []string) int {
	counts := map[string]int{}
	var mu sync.Mutex
	var group sync.WaitGroup
	done := group.Done
	for _, name := range names {
		group.Add(1)
		go func() {
			defer done()
			mu.Lock()
			counts[name]++
			mu.Unlock()
		}()
	}
	group.Wait()
	return counts["first"]
}

type labels struct {
	set map[string]string
}

type shipment struct {
	labels
	name string
}

// The copy gets a map of its own, in a struct that is embedded.
func embeddedOk(base shipment, names []string) {
	var wg sync.WaitGroup
	for _, name := range names {
		wg.Go(func() {
			own := base
			own.set = maps.Clone(own.set)
			own.set["name"] = name
		})
	}
	wg.Wait()
}
