// Package attempts has helpers that run a function on a goroutine, and do not wait for it forever.
package attempts

import (
	"errors"
	"testing"
	"time"
)

var errTimeout = errors.New("timeout")

type result struct {
	value any
	late  bool
}

// attempt gives up after a while.
func attempt(f func()) result {
	done := make(chan result, 1)
	go func() {
		defer func() {
			done <- result{value: recover()}
		}()
		f()
	}()
	timer := time.NewTimer(time.Second)
	defer timer.Stop()
	select {
	case r := <-done:
		return r
	case <-timer.C:
		return result{late: true}
	}
}

// Await attempts again and again.
func Await(t testing.TB, f func() bool) {
	for {
		found := false
		r := attempt(func() {
			found = f()
		})
		if r.late {
			t.Fatalf("it still runs")
		}
		if found {
			return
		}
	}
}

// One attempt comes after the other.
func AwaitOk(t testing.TB, names []string) {
	missing := map[string]bool{}
	for _, name := range names {
		missing[name] = true
	}
	Await(t, func() bool {
		for name := range missing {
			delete(missing, name)
		}
		return len(missing) == 0
	})
	missing["last"] = true
}

// Run gives up after a while, too.
func Run(f func() error) error {
	done := make(chan error, 1)
	go func() {
		done <- f()
	}()
	select {
	case err := <-done:
		return err
	case <-time.After(time.Second):
		return errTimeout
	}
}

func RunOk() (int, error) {
	seen := map[string]bool{}
	err := Run(func() error {
		seen["first"] = true
		return nil
	})
	if err != nil {
		return 0, err
	}
	seen["second"] = true
	return len(seen), nil
}

// It says that it still runs.
func RunBad() int {
	seen := map[string]bool{}
	err := Run(func() error {
		seen["first"] = true // want concurrent-map-writes
		return nil
	})
	if err != nil {
		seen["second"] = true
	}
	return len(seen)
}

// start only looks whether it is over already.
func start(f func()) bool {
	done := make(chan struct{})
	go func() {
		defer close(done)
		f()
	}()
	select {
	case <-done:
		return true
	default:
		return false
	}
}

// Begin begins again and again.
func Begin(f func()) {
	for !start(f) {
		time.Sleep(time.Second)
	}
}

func BeginBad(names []string) {
	missing := map[string]bool{}
	Begin(func() {
		for _, name := range names {
			delete(missing, name) // want concurrent-map-writes
		}
	})
}

// await waits for something else, or until that takes too long.
func await(f func(), other chan struct{}) {
	go f()
	select {
	case <-other:
	case <-time.After(time.Second):
	}
}

// Repeat does so again and again.
func Repeat(f func(), other chan struct{}) {
	for range 3 {
		await(f, other)
	}
}

func RepeatBad(names []string, other chan struct{}) {
	missing := map[string]bool{}
	Repeat(func() {
		for _, name := range names {
			delete(missing, name) // want concurrent-map-writes
		}
	}, other)
}
