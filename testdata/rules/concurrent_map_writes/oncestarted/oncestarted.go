// Package oncestarted fills maps in what a sync.Once runs, and starts goroutines there.
package oncestarted

import (
	"sync"
	"time"
)

type cache struct {
	mu    sync.Mutex
	users map[string]int
}

var (
	once     sync.Once
	instance *cache
)

// The map is there before the goroutine is, and nothing runs twice.
func getOk() *cache {
	once.Do(func() {
		instance = &cache{}
		instance.users = make(map[string]int)
		go instance.clean()
	})
	return instance
}

func (c *cache) clean() {
	for {
		time.Sleep(time.Second)
		c.mu.Lock()
		for user := range c.users {
			delete(c.users, user)
		}
		c.mu.Unlock()
	}
}

func useAll(names []string) {
	for range names {
		getOk()
	}
}

type late struct {
	mu    sync.Mutex
	users map[string]int
}

var (
	lateOnce     sync.Once
	lateInstance *late
)

// The goroutine is there before the map is.
func getLateBad() *late {
	lateOnce.Do(func() {
		lateInstance = &late{}
		go lateInstance.clean()
		lateInstance.users = make(map[string]int) // want concurrent-map-writes "lateInstance.users"
	})
	return lateInstance
}

func (l *late) clean() {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.users, "nobody")
}

func useLate(names []string) {
	for range names {
		getLateBad()
	}
}

// One object, which a getter returns, has the Once; the map is a package variable.
type window struct {
	init   sync.Once
	second sync.Once
}

var theWindow = &window{}

func get() *window {
	return theWindow
}

var cursors = map[string]int{}

func (w *window) startOk() {
	w.init.Do(func() {
		cursors["default"] = 1
	})
}

func showOk() {
	get().startOk()
}

func showAll(names []string) {
	go showOk()
	for range names {
		showOk()
	}
}

var shapes = map[string]int{}

func (w *window) startBad() {
	w.init.Do(func() {
		shapes["default"] = 1 // want concurrent-map-writes "shapes"
	})
	w.second.Do(func() {
		shapes["second"] = 1
	})
}

func drawOk() {
	get().startBad()
}

func drawAll(names []string) {
	go drawOk()
	for range names {
		drawOk()
	}
}
