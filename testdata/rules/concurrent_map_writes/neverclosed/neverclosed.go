// Package neverclosed has loops that range over channels which nobody closes: what comes after them does not run.
package neverclosed

// manager takes targets for as long as the program lasts.
type manager struct {
	targets chan string
	outputs map[string]int
}

func newManager() *manager {
	return &manager{targets: make(chan string), outputs: map[string]int{}}
}

func (m *manager) loop() {
	defer func() {
		m.outputs["all"] = 0
	}()
	for target := range m.targets {
		if target == "" {
			continue
		}
	}
	m.outputs["rest"] = 0
}

func (m *manager) add(name string) {
	m.outputs[name] = 1
}

func manageOk(m *manager, names []string) {
	go m.loop()
	for _, name := range names {
		m.add(name)
	}
}

// closer has somebody who closes its channel.
type closer struct {
	targets chan string
	outputs map[string]int
}

func newCloser() *closer {
	return &closer{targets: make(chan string), outputs: map[string]int{}}
}

func (c *closer) loopBad() {
	for target := range c.targets {
		if target == "" {
			continue
		}
	}
	c.outputs["rest"] = 0 // want concurrent-map-writes "c.outputs"
}

func (c *closer) addBad(name string) {
	c.outputs[name] = 1 // want concurrent-map-writes "c.outputs"
}

func (c *closer) stop() {
	targets := c.targets
	close(targets)
}

func closeAll(c *closer, names []string) {
	go c.loopBad()
	for _, name := range names {
		c.addBad(name)
	}
}

// leaver leaves its loop by itself.
type leaver struct {
	targets chan string
	outputs map[string]int
}

func (l *leaver) loopBad() {
	for target := range l.targets {
		if target == "" {
			break
		}
	}
	l.outputs["rest"] = 0 // want concurrent-map-writes "l.outputs"
}

func (l *leaver) addBad(name string) {
	l.outputs[name] = 1 // want concurrent-map-writes "l.outputs"
}

func leaveAll(l *leaver, names []string) {
	go l.loopBad()
	for _, name := range names {
		l.addBad(name)
	}
}

// taker is given its channel, which others may close.
type taker struct {
	targets chan string
	outputs map[string]int
}

func (t *taker) loopBad() {
	for target := range t.targets {
		if target == "" {
			continue
		}
	}
	t.outputs["rest"] = 0 // want concurrent-map-writes "t.outputs"
}

func (t *taker) addBad(name string) {
	t.outputs[name] = 1 // want concurrent-map-writes "t.outputs"
}

func takeAll(t *taker, names []string) {
	go t.loopBad()
	for _, name := range names {
		t.addBad(name)
	}
}

// Run does all of it.
func Run(targets chan string, names []string) {
	m := newManager()
	manageOk(m, names)
	m.targets <- "all"
	c := newCloser()
	closeAll(c, names)
	c.stop()
	leaveAll(&leaver{targets: make(chan string), outputs: map[string]int{}}, names)
	takeAll(&taker{targets: targets, outputs: map[string]int{}}, names)
}
