// Package paths writes on paths that are seldom taken.
package paths

import (
	"context"
	"errors"
	"sync"
	"time"
)

func load(id string) (string, error) {
	if id == "" {
		return "", errors.New("no id")
	}
	return "value of " + id, nil
}

type runner struct {
	mu     sync.Mutex
	failed map[string]error
	done   map[string]string
}

func (r *runner) runBad(id string) {
	value, err := load(id)
	if err != nil {
		r.failed[id] = err // want concurrent-map-writes "failed"
		return
	}
	r.mu.Lock()
	r.done[id] = value
	r.mu.Unlock()
}

func (r *runner) all(ids []string) {
	var wg sync.WaitGroup
	for _, id := range ids {
		wg.Add(1)
		go func() {
			defer wg.Done()
			r.runBad(id)
		}()
	}
	wg.Wait()
}

func (r *runner) runOk(id string) {
	value, err := load(id)
	r.mu.Lock()
	defer r.mu.Unlock()
	if err != nil {
		r.failed[id] = err
		return
	}
	r.done[id] = value
}

func allLocked(ids []string) {
	r := &runner{failed: map[string]error{}, done: map[string]string{}}
	for _, id := range ids {
		go r.runOk(id)
	}
}

// When time runs out the loader is still at work.
func loadAllBad(ctx context.Context, ids []string) map[string]string {
	result := map[string]string{}
	done := make(chan struct{})
	go func() {
		defer close(done)
		for _, id := range ids {
			value, _ := load(id)
			result[id] = value // want concurrent-map-writes "result"
		}
	}()
	select {
	case <-done:
	case <-ctx.Done():
		result["error"] = ctx.Err().Error()
	}
	return result
}

func loadAllOk(ctx context.Context, ids []string) map[string]string {
	result := map[string]string{}
	done := make(chan struct{})
	go func() {
		defer close(done)
		for _, id := range ids {
			if ctx.Err() != nil {
				return
			}
			value, _ := load(id)
			result[id] = value
		}
	}()
	<-done
	if err := ctx.Err(); err != nil {
		result["error"] = err.Error()
	}
	return result
}

// A sleep orders nothing.
func sleepBad() map[string]int {
	counts := map[string]int{}
	go func() {
		counts["child"] = 1 // want concurrent-map-writes
	}()
	time.Sleep(time.Second)
	counts["parent"] = 1
	return counts
}
