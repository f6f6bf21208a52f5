// Package callbacks puts functions where other goroutines find and run them.
package callbacks

import (
	"strings"
	"sync"
)

type poller struct {
	mu     sync.Mutex
	onTick func(name string)
	names  []string
}

func (p *poller) run() {
	for _, name := range p.names {
		p.onTick(name)
	}
}

type board struct {
	seen map[string]int
}

func (b *board) noteBad(name string) {
	// want concurrent-map-writes
	b.seen[name]++
}

func WatchBad(names []string) {
	b := &board{seen: map[string]int{}}
	p := &poller{names: names}
	p.onTick = b.noteBad
	go p.run()
	go func() {
		b.seen["start"]++ // want concurrent-map-writes
	}()
}

type quietPoller struct {
	mu     sync.Mutex
	onTick func(name string)
	names  []string
}

func (p *quietPoller) run() {
	for _, name := range p.names {
		p.mu.Lock()
		p.onTick(name)
		p.mu.Unlock()
	}
}

type quietBoard struct {
	seen map[string]int
}

func (b *quietBoard) noteOk(name string) {
	b.seen[name]++
}

func watchOk(names []string) {
	b := &quietBoard{seen: map[string]int{}}
	p := &quietPoller{names: names}
	p.onTick = b.noteOk
	go p.run()
	go func() {
		p.mu.Lock()
		b.seen["start"]++
		p.mu.Unlock()
	}()
}

// One worker runs what is sent to it: its tasks never meet.
type clerk struct {
	tasks chan func()
	files map[string]string
}

func newClerk() *clerk {
	c := &clerk{tasks: make(chan func()), files: map[string]string{}}
	go c.work()
	return c
}

func (c *clerk) work() {
	for task := range c.tasks {
		task()
	}
}

func (c *clerk) PutOk(name, text string) {
	c.tasks <- func() {
		c.files[name] = text
	}
}

func (c *clerk) DropOk(name string) {
	c.tasks <- func() {
		delete(c.files, name)
	}
}

type crew struct {
	tasks chan func()
	files map[string]string
}

func newCrew(size int) *crew {
	c := &crew{tasks: make(chan func()), files: map[string]string{}}
	for range size {
		go c.work()
	}
	return c
}

func (c *crew) work() {
	for task := range c.tasks {
		task()
	}
}

func (c *crew) PutBad(name, text string) {
	c.tasks <- func() {
		// miss concurrent-map-writes: dispatch, whose goroutines run a stored function is a guess
		c.files[name] = text
	}
}

// A table of commands, each run for a connection of its own.
type session struct {
	state *state
	line  string
}

type state struct {
	users map[string]bool
}

var commands = map[string]func(s *session, name string){
	"login":  loginBad,
	"logout": logoutBad,
}

func loginBad(s *session, name string) {
	s.state.users[name] = true // miss concurrent-map-writes: dispatch, whose goroutines run a stored function is a guess
}

func logoutBad(s *session, name string) {
	// miss concurrent-map-writes: dispatch, whose goroutines run a stored function is a guess
	delete(s.state.users, name)
}

func (s *session) serve() {
	verb, name, _ := strings.Cut(s.line, " ")
	if command, ok := commands[verb]; ok {
		command(s, name)
	}
}

func Listen(lines chan string) {
	shared := &state{users: map[string]bool{}}
	for line := range lines {
		s := &session{state: shared, line: line}
		go s.serve()
	}
}

// Options of a client that runs its callback on goroutines of its own.
type Options struct {
	OnEvent func(name string)
}

type client struct {
	opts Options
}

func dial(opts Options) *client {
	c := &client{opts: opts}
	for range 4 {
		go c.read()
	}
	return c
}

func (c *client) read() {
	c.opts.OnEvent("hello")
}

func CountEventsBad() map[string]int {
	counts := map[string]int{}
	dial(Options{OnEvent: func(name string) {
		// miss concurrent-map-writes: dispatch, whose goroutines run a stored function is a guess
		counts[name]++
	}})
	return counts
}

// A wrapper around a function is run where the function would be.
func countedBad(calls map[string]int, next func(name string)) func(name string) {
	return func(name string) {
		// want concurrent-map-writes
		calls[name]++
		next(name)
	}
}

func fanOut(names []string) {
	work := countedBad(map[string]int{}, func(string) {})
	for _, name := range names {
		go work(name)
	}
}

func tallied(calls map[string]int, next func(name string)) func(name string) {
	return func(name string) {
		calls[name]++
		next(name)
	}
}

func oneByOneOk(names []string) {
	work := tallied(map[string]int{}, func(string) {})
	for _, name := range names {
		work(name)
	}
}

// A function that works on the object in whose field it lies is run by a goroutine of the object, and by others.
type ticker struct {
	onTick func(name string)
	seen   map[string]int
}

func newTickerBad() *ticker {
	t := &ticker{seen: map[string]int{}}
	t.onTick = func(name string) { t.seen[name]++ } // want concurrent-map-writes
	return t
}

func (t *ticker) run() {
	go func() {
		for {
			t.onTick("round")
		}
	}()
}

func Tick() {
	t := newTickerBad()
	t.run()
	t.onTick("first")
}

type marker struct {
	onTick func(name string)
	seen   map[string]int
	mu     sync.Mutex
}

func newMarker() *marker {
	m := &marker{seen: map[string]int{}}
	m.onTick = m.markOk
	return m
}

func (m *marker) markOk(name string) { m.seen[name]++ }

func (m *marker) run() {
	go func() {
		for {
			m.mu.Lock()
			m.onTick("round")
			m.mu.Unlock()
		}
	}()
}

func Mark() {
	first := newMarker()
	first.onTick("before")
	first.run()
	first.mu.Lock()
	first.onTick("first")
	first.mu.Unlock()
	second := newMarker()
	second.onTick("alone")
}
