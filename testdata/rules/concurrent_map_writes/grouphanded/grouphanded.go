// Package grouphanded waits in a method for goroutines that are handed the WaitGroup of its object.
package grouphanded

import "sync"

var (
	mu     sync.Mutex
	errors = map[string]int{}
)

type reader struct{ name string }

func (r *reader) run(wg *sync.WaitGroup) {
	defer wg.Done()
	mu.Lock()
	defer mu.Unlock()
	errors[r.name]++
}

type factory struct{ wg sync.WaitGroup }

func (f *factory) start(name string) {
	r := &reader{name: name}
	f.wg.Add(1)
	go r.run(&f.wg)
}

func (f *factory) finish() {
	f.wg.Wait()
}

func countOk(names []string) {
	f := &factory{}
	for _, name := range names {
		f.start(name)
	}
	f.finish()
	for name := range errors {
		println(name)
	}
}

var lateErrors = map[string]int{}

type lateReader struct{ name string }

func (r *lateReader) run(wg *sync.WaitGroup) {
	defer wg.Done()
	mu.Lock()
	defer mu.Unlock()
	lateErrors[r.name]++
}

type lateFactory struct{ wg, other sync.WaitGroup }

func (f *lateFactory) start(name string) {
	r := &lateReader{name: name}
	f.wg.Add(1)
	go r.run(&f.wg)
}

func (f *lateFactory) finish() {
	f.other.Wait()
}

func countBad(names []string) {
	f := &lateFactory{}
	for _, name := range names {
		f.start(name)
	}
	f.finish()
	for name := range lateErrors { // want concurrent-map-iteration-and-map-write "lateErrors"
		println(name)
	}
}
