// Package getters hands maps out of the lock that guards them.
package getters

import (
	"fmt"
	"maps"
	"sync"
	"time"
)

type board struct {
	mu     sync.Mutex
	scores map[string]int
}

func (b *board) win(name string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.scores[name]++
}

// all returns the map itself: the lock is gone when the caller reads it.
func (b *board) all() map[string]int {
	b.mu.Lock()
	defer b.mu.Unlock()
	scores := b.scores
	return scores
}

func (b *board) snapshot() map[string]int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return maps.Clone(b.scores)
}

func (b *board) printBad() {
	for range time.Tick(time.Second) {
		scores := b.all()
		for name, score := range scores { // want concurrent-map-iteration-and-map-write "scores"
			fmt.Println(name, score)
		}
	}
}

func (b *board) printOk() {
	for range time.Tick(time.Second) {
		scores := b.snapshot()
		for name, score := range scores {
			fmt.Println(name, score)
		}
	}
}

func play() {
	b := &board{scores: map[string]int{}}
	go b.printBad()
	go b.printOk()
	b.win("ann")
}
