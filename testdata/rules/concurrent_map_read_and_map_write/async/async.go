// Package async waits for its goroutines through a channel that a function returns.
package async

import (
	"context"
	"errors"
	"sync"
)

type group struct{ wg sync.WaitGroup }

func (g *group) add(f func()) {
	g.wg.Add(1)
	go func() {
		defer g.wg.Done()
		f()
	}()
}

func (g *group) done() <-chan struct{} {
	done := make(chan struct{})
	go func() {
		g.wg.Wait()
		close(done)
	}()
	return done
}

func readOk(ctx context.Context, g *group) (int, error) {
	prices := map[string]int{}
	g.add(func() { prices["a"] = 1 })
	select {
	case <-g.done():
	case <-ctx.Done():
		return 0, errors.New("too late")
	}
	return prices["a"], nil
}

func readBad(ctx context.Context, g *group) (int, error) {
	prices := map[string]int{}
	g.add(func() { prices["a"] = 1 }) // want concurrent-map-read-and-map-write
	price := prices["a"]
	select {
	case <-g.done():
	case <-ctx.Done():
	}
	return price, nil
}

func Read(ctx context.Context) {
	readOk(ctx, &group{})
	readBad(ctx, &group{})
}
