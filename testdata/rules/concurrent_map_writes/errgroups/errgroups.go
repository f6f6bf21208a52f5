// Package errgroups fills maps from the goroutines of an errgroup.
package errgroups

import (
	"context"
	"sync"

	"golang.org/x/sync/errgroup"
)

type profile struct{ name string }

func load(ctx context.Context, id string) (profile, error) {
	return profile{name: id}, ctx.Err()
}

func siblingsBad(ctx context.Context) (map[string]profile, error) {
	profiles := map[string]profile{}
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error {
		owner, err := load(ctx, "owner")
		profiles["owner"] = owner // want concurrent-map-writes "profiles"
		return err
	})
	g.Go(func() error {
		guest, err := load(ctx, "guest")
		profiles["guest"] = guest
		return err
	})
	err := g.Wait()
	return profiles, err
}

func siblingsOk(ctx context.Context) (map[string]profile, error) {
	g, ctx := errgroup.WithContext(ctx)
	var owner, guest profile
	g.Go(func() (err error) {
		owner, err = load(ctx, "owner")
		return err
	})
	g.Go(func() (err error) {
		guest, err = load(ctx, "guest")
		return err
	})
	if err := g.Wait(); err != nil {
		return nil, err
	}
	return map[string]profile{"owner": owner, "guest": guest}, nil
}

func loopBad(ctx context.Context, ids []string) (map[string]profile, error) {
	profiles := make(map[string]profile, len(ids))
	var g errgroup.Group
	g.SetLimit(8)
	for _, id := range ids {
		g.Go(func() error {
			found, err := load(ctx, id)
			if err != nil {
				return err
			}
			profiles[id] = found // want concurrent-map-writes
			return nil
		})
	}
	return profiles, g.Wait()
}

func loopOk(ctx context.Context, ids []string) (map[string]profile, error) {
	profiles := make(map[string]profile, len(ids))
	var mu sync.Mutex
	var g errgroup.Group
	for _, id := range ids {
		g.Go(func() error {
			found, err := load(ctx, id)
			if err != nil {
				return err
			}
			mu.Lock()
			defer mu.Unlock()
			profiles[id] = found
			return nil
		})
	}
	if err := g.Wait(); err != nil {
		return nil, err
	}
	// Everybody is done, so the lock is not needed any more.
	profiles["default"] = profile{}
	return profiles, nil
}

// One goroutine writes and the parent waits for it.
func singleOk(ctx context.Context, id string) (map[string]profile, error) {
	profiles := map[string]profile{}
	var g errgroup.Group
	g.Go(func() error {
		found, err := load(ctx, id)
		profiles[id] = found
		return err
	})
	if err := g.Wait(); err != nil {
		return nil, err
	}
	profiles["default"] = profile{}
	return profiles, nil
}

func writeBeforeWaitBad(ctx context.Context, id string) (map[string]profile, error) {
	profiles := map[string]profile{}
	var g errgroup.Group
	g.Go(func() error {
		found, err := load(ctx, id)
		profiles[id] = found // want concurrent-map-writes
		return err
	})
	profiles["default"] = profile{}
	return profiles, g.Wait()
}

func errorPathBad(ctx context.Context, ids []string) map[string]error {
	failed := map[string]error{}
	var g errgroup.Group
	for _, id := range ids {
		g.Go(func() error {
			if _, err := load(ctx, id); err != nil {
				failed[id] = err // want concurrent-map-writes
			}
			return nil
		})
	}
	_ = g.Wait()
	return failed
}

// With a limit of one the goroutines run one after the other.
func oneAtATimeOk(ctx context.Context, ids []string) (map[string]profile, error) {
	profiles := map[string]profile{}
	var g errgroup.Group
	g.SetLimit(1)
	for _, id := range ids {
		g.Go(func() error {
			found, err := load(ctx, id)
			profiles[id] = found
			return err
		})
	}
	return profiles, g.Wait()
}
