// Package closers clears maps at the end, when the workers are over or before.
package closers

import (
	"context"
	"io"
	"sync"
	"time"
)

// pool waits for its workers through a group.
type pool struct {
	cancel  context.CancelFunc
	group   sync.WaitGroup
	mu      sync.Mutex
	pending map[string]int
}

func openPool(ctx context.Context, size int) *pool {
	ctx, cancel := context.WithCancel(ctx)
	p := &pool{cancel: cancel, pending: map[string]int{}}
	for range size {
		p.group.Add(1)
		go p.work(ctx)
	}
	return p
}

func (p *pool) work(ctx context.Context) {
	defer p.group.Done()
	for {
		select {
		case <-ctx.Done():
			return
		case <-time.After(time.Second):
			p.mu.Lock()
			p.pending["round"]++
			p.mu.Unlock()
		}
	}
}

// CloseOk joins first.
func (p *pool) CloseOk() {
	p.cancel()
	p.group.Wait()
	clear(p.pending)
	p.pending = nil
}

func usePool(ctx context.Context) {
	p := openPool(ctx, 3)
	defer p.CloseOk()
	time.Sleep(time.Second)
}

// cache waits for its one goroutine through a channel.
type cache struct {
	quit, done chan struct{}
	entries    map[string]time.Time
}

func openCache() *cache {
	c := &cache{quit: make(chan struct{}), done: make(chan struct{}), entries: map[string]time.Time{}}
	go c.sweep()
	return c
}

func (c *cache) sweep() {
	defer close(c.done)
	for {
		select {
		case <-c.quit:
			return
		case now := <-time.After(time.Minute):
			for name, last := range c.entries {
				if now.Sub(last) > time.Hour {
					delete(c.entries, name)
				}
			}
		}
	}
}

func (c *cache) closeOk() {
	close(c.quit)
	<-c.done
	clear(c.entries)
}

func useCache() {
	c := openCache()
	c.closeOk()
}

// feed tells its goroutine and does not wait.
type feed struct {
	cancel context.CancelFunc
	lines  map[string]int
}

func openFeed(ctx context.Context) *feed {
	ctx, cancel := context.WithCancel(ctx)
	f := &feed{cancel: cancel, lines: map[string]int{}}
	go f.readBad(ctx)
	return f
}

func (f *feed) readBad(ctx context.Context) {
	for ctx.Err() == nil {
		f.lines["read"]++ // want concurrent-map-writes "f.lines"
	}
}

// CloseBad clears while the goroutine may be in its last round.
func (f *feed) CloseBad() error {
	f.cancel()
	clear(f.lines) // want concurrent-map-writes "f.lines"
	return nil
}

func useFeed(ctx context.Context) error {
	f := openFeed(ctx)
	return f.CloseBad()
}

// hub is closed through an interface, in a deferred call.
type hub struct {
	quit    chan struct{}
	clients map[string]int
}

func openHub() *hub {
	h := &hub{quit: make(chan struct{}), clients: map[string]int{}}
	go h.runBad()
	return h
}

func (h *hub) runBad() {
	for {
		select {
		case <-h.quit:
			return
		default:
			h.clients["round"]++ // want concurrent-map-writes "h.clients"
		}
	}
}

func (h *hub) endBad() {
	close(h.quit)
	for name := range h.clients {
		delete(h.clients, name) // want concurrent-map-writes "h.clients"
	}
}

type ender interface{ endBad() }

func finish(e ender) { e.endBad() }

// UseHub ends it when it is done.
func UseHub() {
	h := openHub()
	defer finish(h)
}

// file has a Close that nobody else runs beside.
type file struct {
	io.ReadWriter
	offsets map[string]int64
}

func (f *file) Close() error {
	f.offsets = nil
	return nil
}

func (f *file) markOk(name string) { f.offsets[name]++ }

func useFile() error {
	f := &file{offsets: map[string]int64{}}
	defer f.Close()
	f.markOk("start")
	return nil
}
