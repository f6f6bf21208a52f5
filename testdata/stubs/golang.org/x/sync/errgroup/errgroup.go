// Package errgroup is a stand-in with the signatures that the fixtures use. It does no more than they need.
package errgroup

import (
	"context"
	"sync"
)

// Group runs functions in goroutines and waits for them.
type Group struct {
	wg    sync.WaitGroup
	once  sync.Once
	first error
}

// WithContext returns a group and the context it was given.
func WithContext(ctx context.Context) (*Group, context.Context) {
	return &Group{}, ctx
}

// SetLimit is accepted and ignored.
func (g *Group) SetLimit(n int) {}

// Go calls f in a goroutine.
func (g *Group) Go(f func() error) {
	g.wg.Add(1)
	go func() {
		defer g.wg.Done()
		if err := f(); err != nil {
			g.once.Do(func() { g.first = err })
		}
	}()
}

// TryGo calls f in a goroutine and reports that it did.
func (g *Group) TryGo(f func() error) bool {
	g.Go(f)
	return true
}

// Wait waits for all functions and returns the first error.
func (g *Group) Wait() error {
	g.wg.Wait()
	return g.first
}
