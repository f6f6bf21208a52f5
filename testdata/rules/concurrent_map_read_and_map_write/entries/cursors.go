package entries

import "sync"

// Cursor loads its pages on goroutines, and waits until each has sent that it is done.
type Cursor struct {
	mu    sync.Mutex
	parts []string
	pages map[string]int
	marks map[string]int
}

// PullOk comes back when the goroutines are over.
func (c *Cursor) PullOk() {
	done := make(chan string, len(c.parts))
	for _, part := range c.parts {
		go func() {
			c.mu.Lock()
			c.pages[part] = len(part)
			c.mu.Unlock()
			done <- part
		}()
	}
	for range c.parts {
		<-done
	}
}

// PagesOk is called after that.
func (c *Cursor) PagesOk() int { return len(c.pages) }

// Mark leaves them behind.
func (c *Cursor) Mark() {
	for _, part := range c.parts {
		go func() {
			c.mu.Lock()
			c.marks[part] = len(part)
			c.mu.Unlock()
		}()
	}
}

// MarksBad may be called meanwhile.
func (c *Cursor) MarksBad() int {
	return len(c.marks) // want concurrent-map-read-and-map-write
}
