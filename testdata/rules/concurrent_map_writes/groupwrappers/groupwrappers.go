// Package groupwrappers runs goroutines through groups of the project's own that hold an errgroup.
package groupwrappers

import "golang.org/x/sync/errgroup"

type embedding struct {
	*errgroup.Group
	failed error
}

func newEmbedding() *embedding { return &embedding{Group: new(errgroup.Group)} }

func (e *embedding) Go(f func() error, about ...any) {
	e.Group.Go(func() error {
		return f()
	})
}

func (e *embedding) Wait() error {
	if err := e.Group.Wait(); err != nil {
		return err
	}
	return e.failed
}

type holding struct{ group errgroup.Group }

func (h *holding) start(f func() error) { h.group.Go(f) }

func (h *holding) finish() error { return h.group.Wait() }

func embeddedOk() (int, error) {
	sums := map[string]int{}
	group := newEmbedding()
	group.Go(func() error {
		sums["a"]++
		return nil
	})
	if err := group.Wait(); err != nil {
		return 0, err
	}
	return sums["a"], nil
}

func fill(sums map[string]int) error {
	group := newEmbedding()
	group.Go(func() error {
		sums["a"]++
		return nil
	}, "fill")
	return group.Wait()
}

func calleeOk() int {
	sums := map[string]int{}
	if fill(sums) != nil {
		return 0
	}
	return sums["a"]
}

func heldOk() int {
	sums := map[string]int{}
	var group holding
	group.start(func() error {
		sums["a"]++
		return nil
	})
	if group.finish() != nil {
		return 0
	}
	return sums["a"]
}

// Two groups of one type are not told apart.
func otherGroupBad() error {
	sums := map[string]int{}
	group, other := newEmbedding(), newEmbedding()
	group.Go(func() error {
		sums["a"]++ // miss concurrent-map-writes: order, two fields of one name and type count as one
		return nil
	})
	err := other.Wait()
	sums["b"]++
	return err
}

func beforeWaitBad() error {
	sums := map[string]int{}
	group := newEmbedding()
	group.Go(func() error {
		sums["a"]++ // want concurrent-map-writes
		return nil
	})
	sums["b"]++
	return group.Wait()
}
