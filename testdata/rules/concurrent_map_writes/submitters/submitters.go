// Package submitters hands functions to what lies behind an interface of one kind.
package submitters

import "sync"

type pool interface{ submit(task func()) }

type eager struct{}

func (eager) submit(task func()) { go task() }

func CountBad(names []string) {
	counts := map[string]int{}
	var tasks pool = eager{}
	for _, name := range names {
		tasks.submit(func() {
			counts[name]++ // want concurrent-map-writes
		})
	}
}

type queue interface{ enqueue(task func()) }

type locked struct{ mu sync.Mutex }

func (l *locked) enqueue(task func()) {
	go func() {
		l.mu.Lock()
		defer l.mu.Unlock()
		task()
	}()
}

// Each task runs under the lock of the queue.
func CountOk(names []string) {
	counts := map[string]int{}
	var tasks queue = &locked{}
	for _, name := range names {
		tasks.enqueue(func() {
			counts[name]++
		})
	}
}

type walker interface{ walk(visit func(name string)) }

type list struct{ names []string }

func (l *list) walk(visit func(name string)) {
	for _, name := range l.names {
		visit(name)
	}
}

// Whoever walks does so in place.
func WalkOk(names []string) {
	lengths := map[string]int{}
	var all walker = &list{names: names}
	all.walk(func(name string) {
		lengths[name] = len(name)
	})
	all.walk(func(name string) {
		delete(lengths, name)
	})
}
