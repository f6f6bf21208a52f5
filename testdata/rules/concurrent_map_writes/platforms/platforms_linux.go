package platforms

// Nothing is written after the start.
func (w *Watcher) start() {
	go func() {
		for path := range w.events {
			println(path, w.watches[path])
		}
	}()
}
