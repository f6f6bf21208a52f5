// Package starts builds objects in steps, starts them apart from that, and goes on in the right or the wrong order.
package starts

import (
	"fmt"
	"net/http"
	"sync"
	"time"
)

// Each step of the builder writes what nobody else has yet.
type builder struct{ site *site }

type site struct {
	mu     sync.Mutex
	routes map[string]string
	hits   map[string]int
}

func newBuilder() *builder {
	return &builder{site: &site{routes: map[string]string{}, hits: map[string]int{}}}
}

func (b *builder) routeOk(path, target string) *builder {
	b.site.routes[path] = target
	return b
}

func (b *builder) build() *site { return b.site }

func (s *site) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	s.hits[r.URL.Path]++
	s.mu.Unlock()
	fmt.Fprintln(w, s.routes[r.URL.Path])
}

// ServeSite serves what was built.
func ServeSite() error {
	return http.ListenAndServe(":8080", newBuilder().routeOk("/", "index").routeOk("/new", "news").build())
}

// The one check comes before the start, the other after it.
type agent struct{ checks map[string]func() bool }

func (a *agent) start() { go a.loopBad() }

func (a *agent) loopBad() {
	for range time.Tick(time.Second) {
		for name, check := range a.checks { // want concurrent-map-iteration-and-map-write "a.checks"
			fmt.Println(name, check())
		}
	}
}

func (a *agent) addBad(name string, check func() bool) {
	a.checks[name] = check // want concurrent-map-iteration-and-map-write "a.checks"
}

// RunAgent adds too late.
func RunAgent() {
	a := &agent{checks: map[string]func() bool{}}
	a.addBad("first", func() bool { return true })
	a.start()
	a.addBad("second", func() bool { return false })
}

// Both come before.
type guard struct{ checks map[string]func() bool }

func (g *guard) start() { go g.loopOk() }

func (g *guard) loopOk() {
	for range time.Tick(time.Second) {
		for name, check := range g.checks {
			fmt.Println(name, check())
		}
	}
}

func (g *guard) addOk(name string, check func() bool) { g.checks[name] = check }

// RunGuard adds in time.
func RunGuard() {
	g := &guard{checks: map[string]func() bool{}}
	g.addOk("first", func() bool { return true })
	g.addOk("second", func() bool { return false })
	g.start()
}

// Handlers find it before it is complete.
type state struct{ values map[string]int }

var current *state

// SetupBad fills what it has published.
func SetupBad() {
	current = &state{values: map[string]int{}}
	http.HandleFunc("/state", showBad)
	go http.ListenAndServe(":8081", nil)
	for at := range 10 {
		current.values[fmt.Sprint(at)] = at // want concurrent-map-read-and-map-write
	}
}

func showBad(w http.ResponseWriter, r *http.Request) {
	fmt.Fprintln(w, current.values[r.URL.Path]) // want concurrent-map-read-and-map-write
}

// The part that is embedded is filled by a method of its own, then by the whole.
type base struct{ labels map[string]string }

func (b *base) initOk(kind string) {
	b.labels = map[string]string{}
	b.labels["kind"] = kind
}

func (b *base) labelOk(name string) string { return b.labels[name] }

type node struct {
	base
	ports map[string]int
}

func newNodeOk() *node {
	n := &node{}
	n.initOk("node")
	n.labels["made"] = "yes"
	n.ports = map[string]int{"http": 80}
	return n
}

// RunNode reads it from several goroutines.
func RunNode() {
	n := newNodeOk()
	for range 3 {
		go func() { fmt.Println(n.labelOk("kind"), n.ports["http"]) }()
	}
}

// What is deferred starts when the map is full.
type feed struct{ topics map[string]int }

func newFeedOk(topics []string) *feed {
	f := &feed{topics: map[string]int{}}
	defer f.start()
	for at, topic := range topics {
		f.topics[topic] = at
	}
	return f
}

func (f *feed) start() {
	go func() {
		for range time.Tick(time.Second) {
			fmt.Println(len(f.topics))
		}
	}()
}

// RunFeed starts one.
func RunFeed(topics []string) { newFeedOk(topics) }
