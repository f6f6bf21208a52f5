// Package madeanew puts new objects where others lay.
package madeanew

type manager struct {
	removed chan string
	paths   map[string]int
}

func (m *manager) startOk() {
	m.paths = map[string]int{}
	go m.runOk()
}

func (m *manager) runOk() {
	for name := range m.removed {
		delete(m.paths, name)
	}
}

type core struct {
	reload  chan string
	manager *manager
}

// Each manager that it makes has one goroutine.
func (c *core) makeOk() {
	c.manager = &manager{removed: make(chan string)}
	c.manager.startOk()
}

func (c *core) runOk() {
	for range c.reload {
		c.makeOk()
	}
}

func Run() {
	c := &core{reload: make(chan string)}
	c.makeOk()
	go c.runOk()
}

type loop struct {
	removed chan string
	paths   map[string]int
}

func (l *loop) start() {
	go l.runBad()
}

func (l *loop) runBad() {
	for name := range l.removed {
		delete(l.paths, name) // want concurrent-map-writes
	}
}

type owner struct {
	reload chan string
	loop   *loop
}

// One loop, which is started over and over.
func (o *owner) runBad() {
	for range o.reload {
		o.loop.start()
	}
}

func Own() {
	o := &owner{reload: make(chan string)}
	o.loop = &loop{removed: make(chan string), paths: map[string]int{}}
	o.loop.start()
	go o.runBad()
}
