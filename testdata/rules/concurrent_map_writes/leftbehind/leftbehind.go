// Package leftbehind has functions that leave a goroutine behind when they return: it meets the next call.
package leftbehind

import (
	"image"
	"io"
	"sync"
	"time"
)

var errFormat = image.ErrFormat

// Code that is not here keeps what it is given, and calls it again and again.
func init() {
	image.RegisterFormat("bad", "BAD!", decodeBad, config)
	image.RegisterFormat("locked", "LOCK", decodeLockedOk, config)
	image.RegisterFormat("waits", "WAIT", decodeWaitsOk, config)
}

func config(io.Reader) (image.Config, error) { return image.Config{}, errFormat }

var seen = map[string]bool{}

func decodeBad(io.Reader) (image.Image, error) {
	key := time.Now().String()
	if !seen[key] { // want concurrent-map-read-and-map-write "seen"
		rememberBad(key)
	}
	return nil, errFormat
}

func rememberBad(key string) {
	seen[key] = true // want concurrent-map-writes "seen"
	go func() {
		time.Sleep(time.Minute)
		delete(seen, key)
	}()
}

var (
	mu     sync.Mutex
	locked = map[string]bool{}
)

func decodeLockedOk(io.Reader) (image.Image, error) {
	key := time.Now().String()
	mu.Lock()
	locked[key] = true
	mu.Unlock()
	go func() {
		time.Sleep(time.Minute)
		mu.Lock()
		defer mu.Unlock()
		delete(locked, key)
	}()
	return nil, errFormat
}

var waited = map[string]bool{}

func decodeWaitsOk(io.Reader) (image.Image, error) {
	key := time.Now().String()
	waited[key] = true
	var wg sync.WaitGroup
	wg.Add(1)
	go func() {
		defer wg.Done()
		delete(waited, key)
	}()
	wg.Wait()
	return nil, errFormat
}

var early = map[string]bool{}

func init() {
	go sweepBad()
}

func sweepBad() {
	for range time.Tick(time.Minute) {
		clear(early) // want concurrent-map-writes "early"
	}
}

// Whoever imports the package may call this at any time.
func MarkBad(key string) {
	early[key] = true // want concurrent-map-writes "early"
}
