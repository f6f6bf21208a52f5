package ownorder

import (
	"testing"
	"time"
)

type double struct {
	counts map[string]int
}

func (d *double) add(name string) {
	d.counts[name]++
}

func (d *double) reset() {
	d.counts["all"] = 0
}

// The test waits until it sees what it waits for.
func TestDoubleOk(t *testing.T) {
	d := &double{counts: map[string]int{}}
	go d.add("first")
	time.Sleep(time.Second)
	d.reset()
}

// Nothing else is doubtful here.
func TestPlainBad(t *testing.T) {
	seen := map[string]int{}
	go func() {
		seen["first"]++ // want concurrent-map-writes
	}()
	seen["second"]++
}
