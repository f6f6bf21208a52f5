package actors

import "sync"

type question struct {
	key   string
	reply chan int
}

// Whoever asks first starts the one loop.
type lazy struct {
	once  sync.Once
	in    chan question
	table map[string]int
}

func (l *lazy) loopOk() {
	for q := range l.in {
		l.table[q.key]++
		q.reply <- l.table[q.key]
	}
}

func (l *lazy) ask(key string) int {
	l.once.Do(func() { go l.loopOk() })
	reply := make(chan int)
	l.in <- question{key, reply}
	return <-reply
}

func useLazy(keys []string) {
	l := &lazy{in: make(chan question), table: map[string]int{}}
	for _, key := range keys {
		go l.ask(key)
	}
}

// Functions are sent to the loop, and one method does without.
type worker struct {
	tasks chan func()
	table map[string]int
}

func (w *worker) run() {
	for task := range w.tasks {
		task()
	}
}

func (w *worker) do(task func()) { w.tasks <- task }

func (w *worker) putBad(key string) {
	w.do(func() {
		w.table[key]++ // want concurrent-map-read-and-map-write
	})
}

func (w *worker) peekBad(key string) int {
	return w.table[key] // want concurrent-map-read-and-map-write
}

func useWorker(keys []string) {
	w := &worker{tasks: make(chan func()), table: map[string]int{}}
	go w.run()
	for _, key := range keys {
		go w.putBad(key)
		go w.peekBad(key)
	}
}

// Run runs both.
func Run(keys []string) {
	useLazy(keys)
	useWorker(keys)
}
