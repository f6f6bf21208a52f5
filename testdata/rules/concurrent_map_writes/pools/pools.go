// Package pools has workers that take tasks from one field of an object and put what they found into another.
package pools

import "sync"

type pool struct {
	tasks   chan string
	results chan string
	workers sync.WaitGroup
}

func newPool(size int) *pool {
	p := &pool{tasks: make(chan string), results: make(chan string)}
	go func() {
		for range size {
			p.workers.Add(1)
			go p.work()
		}
		p.workers.Wait()
		close(p.results)
	}()
	return p
}

func (p *pool) work() {
	for task := range p.tasks {
		p.results <- task
	}
	p.workers.Done()
}

// The results end when the workers do, and these when the tasks end.
func resolveOk(names []string) int {
	p := newPool(4)
	unique := map[string]int{}
	go func() {
		for _, name := range names {
			unique[name]++
			p.tasks <- name
		}
		close(p.tasks)
	}()
	for range p.results {
		names = names[1:]
	}
	return unique["all"]
}

type sink struct {
	tasks   chan string
	results chan string
}

func newSink() *sink {
	s := &sink{tasks: make(chan string), results: make(chan string)}
	go func() {
		s.results <- "ready"
		close(s.results)
	}()
	return s
}

// Nobody who takes the tasks says anything of them.
func resolveBad(names []string) int {
	s := newSink()
	unique := map[string]int{}
	go func() {
		for _, name := range names {
			unique[name]++ // want concurrent-map-read-and-map-write "unique"
			s.tasks <- name
		}
		close(s.tasks)
	}()
	for range s.results {
		names = names[1:]
	}
	return unique["all"]
}

// Resolve does both.
func Resolve(names []string) int {
	return resolveOk(names) + resolveBad(names)
}
