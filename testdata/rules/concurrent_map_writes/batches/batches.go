// Package batches hands what it has gathered to a goroutine, and gathers the next lot in another map.
package batches

type batch struct {
	in    chan string
	tasks map[string]int
	done  func(string)
}

func (b *batch) run(tasks map[string]int) {
	for name := range tasks {
		b.done(name)
	}
}

// Each lot has a map of its own.
func (b *batch) loopOk() {
	flush := func() {
		go b.run(b.tasks)
		b.tasks = map[string]int{}
	}
	for name := range b.in {
		b.tasks[name]++
		if len(b.tasks) > 8 {
			flush()
		}
	}
}

// The next lot is another map only where the last one was large.
type tray struct {
	in    chan string
	tasks map[string]int
	done  func(string)
}

func (t *tray) runBad(tasks map[string]int) {
	for name := range tasks { // want concurrent-map-iteration-and-map-write
		t.done(name)
	}
}

func (t *tray) loopBad() {
	flush := func() {
		go t.runBad(t.tasks)
		if len(t.tasks) > 64 {
			t.tasks = map[string]int{}
		}
	}
	for name := range t.in {
		t.tasks[name]++ // want concurrent-map-iteration-and-map-write
		flush()
	}
}

// Start is what a program calls.
func Start(in chan string, done func(string)) {
	b := &batch{in: in, tasks: map[string]int{}, done: done}
	go b.loopOk()
	t := &tray{in: in, tasks: map[string]int{}, done: done}
	go t.loopBad()
}
