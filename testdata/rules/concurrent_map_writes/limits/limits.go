// Package limits lets groups run one goroutine at a time, or several.
package limits

import "golang.org/x/sync/errgroup"

func severalBad() map[int]int {
	var group errgroup.Group
	group.SetLimit(4)
	squares := map[int]int{}
	for n := range 10 {
		group.Go(func() error {
			squares[n] = n * n // want concurrent-map-writes "squares"
			return nil
		})
	}
	_ = group.Wait()
	return squares
}

// oneOk is a queue: no goroutine starts before the last one is over.
func oneOk() map[int]int {
	var group errgroup.Group
	group.SetLimit(1)
	squares := map[int]int{}
	for n := range 10 {
		group.Go(func() error {
			squares[n] = n * n
			return nil
		})
	}
	_ = group.Wait()
	return squares
}

type batch struct {
	group errgroup.Group
	done  map[int]bool
}

func newBatch() *batch {
	b := &batch{done: map[int]bool{}}
	b.group.SetLimit(1)
	return b
}

func (b *batch) runOk() {
	for n := range 10 {
		b.group.Go(func() error {
			b.done[n] = true
			return nil
		})
	}
	_ = b.group.Wait()
}

func run() {
	newBatch().runOk()
}
