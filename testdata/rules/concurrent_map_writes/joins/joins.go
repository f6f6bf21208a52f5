// Package joins waits for goroutines through groups in fields, groups of others, channels, and too late.
package joins

import (
	"context"
	"sync"

	"golang.org/x/sync/errgroup"
)

type crawler struct {
	mu    sync.Mutex
	group sync.WaitGroup
	pages map[string]int
}

func (c *crawler) visit(page string) {
	defer c.group.Done()
	c.mu.Lock()
	defer c.mu.Unlock()
	c.pages[page]++
}

func (c *crawler) start(pages []string) {
	for _, page := range pages {
		c.group.Add(1)
		go c.visit(page)
	}
}

func (c *crawler) wait() { c.group.Wait() }

// crawlOk starts and waits through methods.
func (c *crawler) crawlOk(pages []string) int {
	c.start(pages)
	c.wait()
	sum := 0
	for _, visits := range c.pages {
		sum += visits
	}
	return sum
}

func crawlAll(pages []string) int {
	c := &crawler{pages: map[string]int{}}
	return c.crawlOk(pages)
}

type spider struct {
	mu    sync.Mutex
	group sync.WaitGroup
	pages map[string]int
}

func (s *spider) visit(page string) {
	defer s.group.Done()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.pages[page]++
}

// crawlBad waits when the sum is there: deferred calls run after the results are computed.
func (s *spider) crawlBad(pages []string) int {
	defer s.group.Wait()
	for _, page := range pages {
		s.group.Add(1)
		go s.visit(page)
	}
	return len(s.pages) // want concurrent-map-read-and-map-write "s.pages"
}

func spiderAll(pages []string) int {
	s := &spider{pages: map[string]int{}}
	return s.crawlBad(pages)
}

// The group is the caller's.
func fill(group *sync.WaitGroup, mu *sync.Mutex, sizes map[string]int, names []string) {
	for _, name := range names {
		group.Add(1)
		go func() {
			defer group.Done()
			mu.Lock()
			defer mu.Unlock()
			sizes[name] = len(name)
		}()
	}
}

func fillOk(names []string) int {
	var group sync.WaitGroup
	var mu sync.Mutex
	sizes := make(map[string]int)
	fill(&group, &mu, sizes, names)
	group.Wait()
	return sizes["first"]
}

func fillBad(names []string) int {
	var group sync.WaitGroup
	var mu sync.Mutex
	sizes := make(map[string]int)
	fill(&group, &mu, sizes, names)
	first := sizes["first"] // want concurrent-map-read-and-map-write "sizes"
	group.Wait()
	return first
}

// Two stages, each with a group of its own.
func stagesOk(ctx context.Context, names []string) (int, error) {
	var mu sync.Mutex
	sizes := map[string]int{}
	load, _ := errgroup.WithContext(ctx)
	for _, name := range names {
		load.Go(func() error {
			mu.Lock()
			defer mu.Unlock()
			sizes[name] = len(name)
			return nil
		})
	}
	if err := load.Wait(); err != nil {
		return 0, err
	}
	total := make([]int, len(names))
	check, _ := errgroup.WithContext(ctx)
	for at, name := range names {
		check.Go(func() error {
			total[at] = sizes[name]
			return nil
		})
	}
	return len(sizes), check.Wait()
}

// The second stage waits for the first only after it has begun.
func stagesBad(ctx context.Context, names []string) (int, error) {
	var mu sync.Mutex
	sizes := map[string]int{}
	load, _ := errgroup.WithContext(ctx)
	for _, name := range names {
		load.Go(func() error {
			mu.Lock()
			defer mu.Unlock()
			sizes[name] = len(name)
			return nil
		})
	}
	total := make([]int, len(names))
	check, _ := errgroup.WithContext(ctx)
	for at, name := range names {
		check.Go(func() error {
			total[at] = sizes[name] // want concurrent-map-read-and-map-write "sizes"
			return nil
		})
	}
	if err := load.Wait(); err != nil {
		return 0, err
	}
	return len(sizes), check.Wait()
}

// Whoever receives the last value knows that the group is over.
func drainedOk(names []string) int {
	sizes := map[string]int{}
	var mu sync.Mutex
	var group sync.WaitGroup
	finished := make(chan string)
	for _, name := range names {
		group.Go(func() {
			mu.Lock()
			sizes[name] = len(name)
			mu.Unlock()
			finished <- name
		})
	}
	go func() {
		group.Wait()
		close(finished)
	}()
	for name := range finished {
		println(name)
	}
	return len(sizes)
}
