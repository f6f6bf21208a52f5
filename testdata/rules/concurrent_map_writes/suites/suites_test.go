package suites

import (
	"os"
	"sync"
	"testing"
	"time"
)

var names = []string{"first", "second"}

// One subtest after the other.
func TestSubtestsOk(t *testing.T) {
	seen := map[string]bool{}
	for _, name := range names {
		t.Run(name, func(t *testing.T) {
			if seen[name] {
				t.Fatal(name)
			}
			seen[name] = true
		})
	}
	if len(seen) != len(names) {
		t.Fatal(seen)
	}
}

// The table is only read.
func TestParallelOk(t *testing.T) {
	wanted := map[string]string{"first": "first", "second": "second"}
	for name, want := range wanted {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := Normalize(name); got != want || wanted[name] != want {
				t.Fatal(got)
			}
		})
	}
}

// Each has a map of its own.
func TestParallelOwnOk(t *testing.T) {
	for _, name := range names {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			seen := map[string]bool{}
			Visit(names, func(name string) { seen[name] = true })
		})
	}
}

// A sleep is no join.
func TestSleepBad(t *testing.T) {
	seen := map[string]bool{}
	Stream(names, func(name string) {
		seen[name] = true // want concurrent-map-read-and-map-write "seen"
	})
	time.Sleep(10 * time.Millisecond)
	if !seen["first"] {
		t.Fatal(seen)
	}
}

func TestGoroutineOk(t *testing.T) {
	seen := map[string]bool{}
	done := make(chan struct{})
	go func() {
		defer close(done)
		seen["first"] = true
	}()
	select {
	case <-done:
	case <-time.After(time.Second):
		t.Fatal("too late")
	}
	if !seen["first"] {
		t.Fatal(seen)
	}
}

var settings = map[string]string{}

// Tests that are not parallel take turns with each other.
func TestFirstSettingOk(t *testing.T) { settings["a"] = t.Name() }

func TestSecondSettingOk(t *testing.T) {
	settings["a"] = t.Name()
	t.Cleanup(func() { delete(settings, "a") })
}

func TestMain(m *testing.M) {
	settings["main"] = "set"
	os.Exit(m.Run())
}

var hitsMu sync.Mutex

// Each round of a benchmark's parallel part runs on several goroutines.
func BenchmarkNormalizeOk(b *testing.B) {
	hits := map[string]int{}
	b.RunParallel(func(pb *testing.PB) {
		own := map[string]int{}
		for pb.Next() {
			own[Normalize("first")]++
		}
		hitsMu.Lock()
		defer hitsMu.Unlock()
		hits["first"] += own["first"]
	})
	if hits["first"] == 0 {
		b.Log("no round")
	}
}
