package copies

import "sync"

// stopAllOk takes what was there and leaves a new map to the others.
func stopAllOk(names []string) {
	var mu sync.Mutex
	stops := map[string]func(){}
	for _, name := range names {
		go func() {
			mu.Lock()
			stops[name] = func() {}
			mu.Unlock()
		}()
	}
	mu.Lock()
	all := stops
	stops = map[string]func(){}
	mu.Unlock()
	for _, stop := range all {
		stop()
	}
}

// stopAllBad leaves them the map that it goes through.
func stopAllBad(names []string) {
	var mu sync.Mutex
	stops := map[string]func(){}
	for _, name := range names {
		go func() {
			mu.Lock()
			stops[name] = func() {}
			mu.Unlock()
		}()
	}
	mu.Lock()
	all := stops
	mu.Unlock()
	for _, stop := range all { // want concurrent-map-iteration-and-map-write
		stop()
	}
}

// StopAll calls both.
func StopAll(names []string) {
	stopAllOk(names)
	stopAllBad(names)
}
