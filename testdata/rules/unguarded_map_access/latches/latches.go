// Package latches has objects that are closed: a flag that is set under the lock tells all others to stay away.
package latches

import "sync"

// Queue asks for its flag wherever it holds the lock.
type Queue struct {
	mu     sync.Mutex
	closed bool
	lanes  map[string]chan int
}

// PushOk makes lanes.
func (q *Queue) PushOk(name string, value int) {
	q.mu.Lock()
	if q.closed {
		q.mu.Unlock()
		return
	}
	lane, ok := q.lanes[name]
	if !ok {
		lane = q.addOk(name)
	}
	q.mu.Unlock()
	lane <- value
}

func (q *Queue) addOk(name string) chan int {
	lane := make(chan int, 8)
	q.lanes[name] = lane
	return lane
}

// DropOk takes lanes out.
func (q *Queue) DropOk(name string) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if !q.closed {
		delete(q.lanes, name)
	}
}

// FinishOk comes after all that is done before, and nothing comes after it.
func (q *Queue) FinishOk() {
	q.mu.Lock()
	if q.closed {
		q.mu.Unlock()
		return
	}
	q.closed = true
	q.mu.Unlock()
	for name, lane := range q.lanes {
		close(lane)
		delete(q.lanes, name)
	}
}

// Board forgets to ask for its flag.
type Board struct {
	mu     sync.Mutex
	closed bool
	lanes  map[string]chan int
}

// Push asks for it.
func (b *Board) Push(name string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.closed {
		return
	}
	b.lanes[name] = make(chan int)
}

// Drop does not.
func (b *Board) Drop(name string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	delete(b.lanes, name)
}

// FinishBad meets Drop.
func (b *Board) FinishBad() {
	b.mu.Lock()
	b.closed = true
	b.mu.Unlock()
	for _, lane := range b.lanes { // want unguarded-map-access "b.lanes"
		close(lane)
	}
}

// Gate is opened again.
type Gate struct {
	mu     sync.Mutex
	closed bool
	lanes  map[string]chan int
}

// Push asks for the flag.
func (g *Gate) Push(name string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.closed {
		return
	}
	g.lanes[name] = make(chan int)
}

// Drop asks for it, too.
func (g *Gate) Drop(name string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.closed {
		return
	}
	delete(g.lanes, name)
}

// Reopen sets it back.
func (g *Gate) Reopen() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.closed = false
}

// FinishBad meets what comes after that.
func (g *Gate) FinishBad() {
	g.mu.Lock()
	g.closed = true
	g.mu.Unlock()
	for _, lane := range g.lanes { // want unguarded-map-access "g.lanes"
		close(lane)
	}
}
