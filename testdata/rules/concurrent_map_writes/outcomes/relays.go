package outcomes

import (
	"context"
	"sync"

	"golang.org/x/sync/errgroup"
)

// The outer group waits for a goroutine that waits for the inner one.
type relayed struct {
	mu   sync.Mutex
	rows map[string]int
}

func (r *relayed) put(name string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.rows[name]++
}

func (r *relayed) start(outer *errgroup.Group, names []string) {
	inner := &errgroup.Group{}
	for _, name := range names {
		inner.Go(func() error {
			r.put(name)
			return nil
		})
	}
	outer.Go(func() error {
		return inner.Wait()
	})
}

func relayedOk(ctx context.Context, names []string) (int, error) {
	r := &relayed{rows: map[string]int{}}
	outer, _ := errgroup.WithContext(ctx)
	r.start(outer, names)
	if err := outer.Wait(); err != nil {
		return 0, err
	}
	r.rows["all"] = len(names)
	return len(r.rows), nil
}

type unrelayed struct {
	mu   sync.Mutex
	rows map[string]int
}

func (u *unrelayed) put(name string) {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.rows[name]++
}

func (u *unrelayed) start(outer *errgroup.Group, names []string) {
	inner := &errgroup.Group{}
	for _, name := range names {
		inner.Go(func() error {
			u.put(name)
			return nil
		})
	}
	outer.Go(func() error {
		if len(names) > 1 {
			return nil
		}
		return inner.Wait()
	})
}

func unrelayedBad(ctx context.Context, names []string) (int, error) {
	u := &unrelayed{rows: map[string]int{}}
	outer, _ := errgroup.WithContext(ctx)
	u.start(outer, names)
	if err := outer.Wait(); err != nil {
		return 0, err
	}
	u.rows["all"] = len(names) // want concurrent-map-writes "rows"
	return len(u.rows), nil
}

// bounded is a group that lets some goroutines run at a time.
type bounded struct {
	wg    sync.WaitGroup
	slots chan struct{}
}

func (b *bounded) Add(delta int) {
	for i := 0; i > delta; i-- {
		<-b.slots
	}
	for i := 0; i < delta; i++ {
		b.slots <- struct{}{}
	}
	b.wg.Add(delta)
}

func (b *bounded) Done() { b.Add(-1) }

func (b *bounded) Wait() { b.wg.Wait() }

func countedOffOk(names []string) int {
	r := &relayed{rows: map[string]int{}}
	group := bounded{slots: make(chan struct{}, 4)}
	for _, name := range names {
		group.Add(1)
		go func() {
			defer group.Done()
			r.put(name)
		}()
	}
	group.Wait()
	r.rows["all"] = len(names)
	return len(r.rows)
}

// pool hands what its workers find to one handler, and is over when the handler is.
type pool struct {
	out  chan string
	done chan struct{}
}

func newPool(handle func(string)) *pool {
	p := &pool{out: make(chan string), done: make(chan struct{})}
	go func() {
		for name := range p.out {
			handle(name)
		}
		close(p.done)
	}()
	return p
}

func (p *pool) Wait() {
	close(p.out)
	<-p.done
}

func poolOk(names []string) int {
	rows := map[string]int{}
	p := newPool(func(name string) { rows[name]++ })
	for _, name := range names {
		p.out <- name
	}
	p.Wait()
	rows["all"] = len(names)
	return len(rows)
}

func poolBad(names []string) int {
	rows := map[string]int{}
	p := newPool(func(name string) { rows[name]++ }) // want concurrent-map-writes "rows"
	for _, name := range names {
		p.out <- name
	}
	rows["all"] = len(names)
	p.Wait()
	return len(rows)
}

// begin runs a function on a goroutine and tells when it is over.
func begin(do func() error) <-chan error {
	over := make(chan error)
	go func() {
		defer close(over)
		over <- do()
	}()
	return over
}

func waitedOk(names []string) int {
	r := &relayed{rows: map[string]int{}}
	waits := map[string]<-chan error{}
	for _, name := range names {
		over := begin(func() error {
			r.put(name)
			return nil
		})
		waits[name] = over
	}
	for name, over := range waits {
		<-over
		r.rows[name]++
	}
	return len(r.rows)
}
