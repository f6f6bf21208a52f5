// Package waithelpers waits for its goroutines in helpers that are handed the group and listen to something else too.
package waithelpers

import (
	"context"
	"sync"
)

// What tells the helper that the group is done is a goroutine of its own.
func waitFor(ctx context.Context, group *sync.WaitGroup) error {
	done := make(chan struct{})
	go func() {
		group.Wait()
		close(done)
	}()
	select {
	case <-done:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Its goroutine waits for the group, but the helper does not wait for that.
func forget(group *sync.WaitGroup) {
	done := make(chan struct{}, 1)
	go func() {
		group.Wait()
		done <- struct{}{}
	}()
}

func loadOk(ctx context.Context, names []string) (map[string]int, error) {
	var group sync.WaitGroup
	found := map[string]int{}
	group.Add(1)
	go func() {
		defer group.Done()
		for _, name := range names {
			found[name]++
		}
	}()
	if err := waitFor(ctx, &group); err != nil {
		return nil, err
	}
	found[""] = len(names)
	return found, nil
}

func loadBad(names []string) map[string]int {
	var group sync.WaitGroup
	found := map[string]int{}
	group.Add(1)
	go func() {
		defer group.Done()
		for _, name := range names {
			found[name]++ // want concurrent-map-writes
		}
	}()
	forget(&group)
	found[""] = len(names)
	return found
}

// Load is what a program calls.
func Load(ctx context.Context, names []string) (map[string]int, error) {
	loadBad(names)
	return loadOk(ctx, names)
}
