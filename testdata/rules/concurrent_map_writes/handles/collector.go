package handles

import "context"

// Pool is one of a library.
type Pool interface {
	Wait()
}

// What a pool has begun is waited for on another goroutine, so that nobody has to wait too long.
func VisitOk(ctx context.Context, pool Pool) (int, error) {
	seen := map[string]bool{}
	go func() {
		seen["first"] = true
	}()
	done := make(chan struct{})
	go func() {
		pool.Wait()
		close(done)
	}()
	select {
	case <-ctx.Done():
		return 0, ctx.Err()
	case <-done:
	}
	seen["last"] = true
	return len(seen), nil
}

// Nobody waits for the goroutine that does.
func VisitBad(pool Pool) int {
	seen := map[string]bool{}
	go func() {
		seen["first"] = true // want concurrent-map-writes
	}()
	done := make(chan struct{})
	go func() {
		pool.Wait()
		close(done)
	}()
	seen["last"] = true
	return len(seen)
}
