// Package platforms has parts of which only one is built: what one writes another does not read.
package platforms

// Watcher is the part of all platforms.
type Watcher struct {
	watches map[string]int
	events  chan string
}

// New starts what the platform has.
func New(paths []string) *Watcher {
	w := &Watcher{watches: map[string]int{}, events: make(chan string)}
	for _, path := range paths {
		w.watches[path]++
	}
	w.start()
	return w
}

// CountOk is called while the watcher runs.
func (w *Watcher) CountOk() int { return len(w.watches) }

func use(paths []string) int {
	w := New(paths)
	return w.CountOk()
}
