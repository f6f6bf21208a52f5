package platforms

// On this platform the goroutine writes, which nobody looks at from another.
func (w *Watcher) start() {
	go func() {
		for path := range w.events {
			w.watches[path]++
		}
	}()
}
