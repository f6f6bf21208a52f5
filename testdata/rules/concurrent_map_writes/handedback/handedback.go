// Package handedback starts a goroutine only with the token that the one before gave back.
package handedback

// manager has one loop at a time, and none while nothing is to be done.
type manager struct {
	idle  chan struct{}
	tasks chan string
	seen  map[string]int
}

func newManager() *manager {
	m := &manager{idle: make(chan struct{}, 1), tasks: make(chan string), seen: map[string]int{}}
	m.idle <- struct{}{}
	return m
}

func (m *manager) loopOk() {
	defer func() { m.idle <- struct{}{} }()
	m.seen["loops"]++
	if <-m.tasks == "again" {
		go m.retry()
	}
	m.seen["tasks"]++
}

// What is tried again may start the loop anew, once this one is over.
func (m *manager) retry() {
	m.Put("retried")
}

// Put hands a task to the loop, and starts it where it is not there.
func (m *manager) Put(task string) {
	for {
		select {
		case m.tasks <- task:
			return
		case <-m.idle:
			go m.loopOk()
		}
	}
}

// crowd starts a loop for whoever comes, and takes tokens elsewhere.
type crowd struct {
	idle  chan struct{}
	tasks chan string
	seen  map[string]int
}

func newCrowd() *crowd {
	return &crowd{idle: make(chan struct{}), tasks: make(chan string), seen: map[string]int{}}
}

func (c *crowd) loopBad(task string) {
	defer func() { c.idle <- struct{}{} }()
	c.seen[task]++ // want concurrent-map-writes "c.seen"
}

func (c *crowd) run() {
	for {
		select {
		case task := <-c.tasks:
			go c.loopBad(task)
		case <-c.idle:
			println("one is over")
		}
	}
}

// Run puts tasks from two goroutines.
func Run() {
	m := newManager()
	go m.Put("one")
	m.Put("two")
	newCrowd().run()
}
