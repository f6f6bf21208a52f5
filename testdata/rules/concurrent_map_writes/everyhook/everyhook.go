// Package everyhook runs all functions that lie in a field, one after the other.
package everyhook

type settings struct {
	reload    chan struct{}
	listeners []func()
}

func (s *settings) onReload(f func()) {
	s.listeners = append(s.listeners, f)
}

func (s *settings) watch() {
	for range s.reload {
		for _, listener := range s.listeners {
			listener()
		}
	}
}

type keys struct {
	trusted map[string]bool
}

func (k *keys) loadBad() {
	k.trusted["root"] = true // want concurrent-map-writes
}

type counters struct {
	seen int
}

func (c *counters) reset() {
	c.seen = 0
}

func ServeBad(conns []string) {
	s := &settings{reload: make(chan struct{})}
	c := &counters{}
	s.onReload(c.reset)
	k := &keys{trusted: map[string]bool{}}
	s.onReload(k.loadBad)
	go s.watch()
	for _, conn := range conns {
		go func() {
			k.trusted[conn] = false // want concurrent-map-writes
		}()
	}
}

type quietKeys struct {
	trusted map[string]bool
}

func (k *quietKeys) loadOk() {
	k.trusted["root"] = true
}

func (k *quietKeys) nameOk() {
	k.trusted["name"] = true
}

// One goroutine runs them all.
func listenOk() {
	s := &settings{reload: make(chan struct{})}
	k := &quietKeys{trusted: map[string]bool{}}
	s.onReload(k.loadOk)
	s.onReload(k.nameOk)
	go s.watch()
}

// table runs one of those that lie there: which one is for the message to say.
type table struct {
	names    chan string
	handlers map[string]func()
}

func (t *table) run() {
	for name := range t.names {
		handler := t.handlers[name]
		handler()
	}
}

type quietBoard struct {
	rows map[string]int
}

func (b *quietBoard) addOk() {
	b.rows["add"]++
}

func handleOk(names []string) {
	t := &table{names: make(chan string), handlers: map[string]func(){}}
	c := &counters{}
	b := &quietBoard{rows: map[string]int{}}
	t.handlers["reset"] = c.reset
	t.handlers["add"] = b.addOk
	go t.run()
	b.rows["start"]++
}

// chosen looks for one of them.
type chosen struct {
	wanted   chan string
	handlers map[string]func()
}

func (c *chosen) run() {
	for wanted := range c.wanted {
		for name, handler := range c.handlers {
			if name == wanted {
				handler()
			}
		}
	}
}

func chooseOk() {
	c := &chosen{wanted: make(chan string), handlers: map[string]func(){}}
	n := &counters{}
	b := &quietBoard{rows: map[string]int{}}
	c.handlers["reset"] = n.reset
	c.handlers["add"] = b.addOk
	go c.run()
	b.rows["start"]++
}
