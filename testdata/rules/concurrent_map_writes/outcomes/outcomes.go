// Package outcomes reads maps once a function that fills them on goroutines has returned without an error.
package outcomes

import (
	"context"
	"errors"
	"fmt"
	"io"
	"sync"

	"golang.org/x/sync/errgroup"
)

var errEmpty = errors.New("empty")

type table struct{ rows map[string]int }

// fill leaves its goroutines behind where it returns an error.
func (t *table) fill(ctx context.Context, names []string) error {
	g, _ := errgroup.WithContext(ctx)
	for _, name := range names {
		if name == "" {
			return errEmpty
		}
		if err := check(name); err != nil {
			return fmt.Errorf("check: %w", err)
		}
		g.Go(func() error {
			t.put(name)
			return nil
		})
	}
	return g.Wait()
}

var mu sync.Mutex

func (t *table) put(name string) {
	mu.Lock()
	defer mu.Unlock()
	t.rows[name]++
}

// get reads without the lock.
func (t *table) get(name string) int {
	return t.rows[name]
}

func check(name string) error {
	if len(name) > 10 {
		return io.EOF
	}
	return nil
}

func succeededOk(ctx context.Context, names []string) (int, error) {
	t := &table{rows: map[string]int{}}
	if err := t.fill(ctx, names); err != nil {
		return 0, err
	}
	t.rows["all"] = len(names)
	return len(t.rows), nil
}

func ignoredBad(ctx context.Context, names []string) int {
	t := &table{rows: map[string]int{}}
	_ = t.fill(ctx, names)
	t.rows["all"] = len(names) // want concurrent-map-writes "rows"
	return len(t.rows)
}

type logged struct{ rows map[string]int }

func (l *logged) fill(ctx context.Context, names []string) (int, error) {
	var wg sync.WaitGroup
	for at, name := range names {
		if name == "" {
			return at, errEmpty
		}
		wg.Add(1)
		go func() {
			defer wg.Done()
			mu.Lock()
			defer mu.Unlock()
			l.rows[name]++
		}()
	}
	wg.Wait()
	return len(names), nil
}

func printedBad(ctx context.Context, names []string) int {
	l := &logged{rows: map[string]int{}}
	n, err := l.fill(ctx, names)
	if err != nil {
		fmt.Println(err)
	}
	l.rows["all"] = n // want concurrent-map-writes "rows"
	return n
}

type passed struct{ rows map[string]int }

func (p *passed) fill(names []string) (err error) {
	var wg sync.WaitGroup
	for _, name := range names {
		if err = check(name); err != nil {
			return
		}
		wg.Add(1)
		go func() {
			defer wg.Done()
			mu.Lock()
			defer mu.Unlock()
			p.rows[name]++
		}()
	}
	wg.Wait()
	return
}

func (p *passed) load(names []string) error {
	fmt.Println("loading")
	return p.fill(names)
}

func (p *passed) loadAll(names []string) error {
	err := p.load(names)
	if err != nil {
		return fmt.Errorf("load: %w", err)
	}
	p.rows["all"] = 1
	return nil
}

func passedOk(names []string) (int, error) {
	p := &passed{rows: map[string]int{}}
	if err := p.loadAll(names); err == nil {
		p.rows["loaded"]++
		return len(p.rows), nil
	} else {
		return 0, err
	}
}

type canceled struct{ rows map[string]int }

func (c *canceled) fill(ctx context.Context, names []string) error {
	var wg sync.WaitGroup
	for _, name := range names {
		select {
		case <-ctx.Done():
			return ctx.Err()
		default:
		}
		wg.Add(1)
		go func() {
			defer wg.Done()
			mu.Lock()
			defer mu.Unlock()
			c.rows[name]++
		}()
	}
	wg.Wait()
	return nil
}

func canceledOk(ctx context.Context, names []string) error {
	c := &canceled{rows: map[string]int{}}
	err := c.fill(ctx, names)
	if err != nil {
		return err
	}
	c.rows["all"] = len(names)
	return nil
}

type quiet struct{ rows map[string]int }

// fill says nothing of the goroutines that it leaves behind.
func (q *quiet) fill(names []string) error {
	var wg sync.WaitGroup
	for _, name := range names {
		if name == "" {
			return nil
		}
		wg.Add(1)
		go func() {
			defer wg.Done()
			mu.Lock()
			defer mu.Unlock()
			q.rows[name]++
		}()
	}
	wg.Wait()
	return nil
}

func quietBad(names []string) error {
	q := &quiet{rows: map[string]int{}}
	if err := q.fill(names); err != nil {
		return err
	}
	q.rows["all"] = len(names) // want concurrent-map-writes "rows"
	return nil
}

type another struct{ rows map[string]int }

func (a *another) fill(names []string) error {
	var wg sync.WaitGroup
	for _, name := range names {
		if name == "" {
			return errEmpty
		}
		wg.Add(1)
		go func() {
			defer wg.Done()
			mu.Lock()
			defer mu.Unlock()
			a.rows[name]++
		}()
	}
	wg.Wait()
	return nil
}

// The error that is asked for is not that of the call any more.
func anotherBad(names []string) error {
	a := &another{rows: map[string]int{}}
	err := a.fill(names)
	err = check("all")
	if err != nil {
		return err
	}
	a.rows["all"] = len(names) // want concurrent-map-writes "rows"
	return nil
}

// Another round finds the goroutines of the last one over.
func roundsOk(names [][]string) error {
	a := &another{rows: map[string]int{}}
	for _, some := range names {
		a.rows["rounds"]++
		if err := a.fill(some); err != nil {
			return err
		}
	}
	return nil
}
