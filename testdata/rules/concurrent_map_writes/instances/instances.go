// Package instances makes functions anew, each with maps of its own, and puts them where others run them.
package instances

import (
	"net/http"
	"sync"
	"time"
)

func counterOk() func() {
	counts := map[string]int{}
	return func() { counts["ran"]++ }
}

func startEachOk(n int) {
	for range n {
		run := counterOk()
		go run()
		go counterOk()()
		time.AfterFunc(time.Second, counterOk())
	}
	var group sync.WaitGroup
	for range n {
		group.Go(counterOk())
	}
	group.Wait()
}

func counterBad() func() {
	counts := map[string]int{}
	return func() { counts["ran"]++ } // want concurrent-map-writes
}

func StartOne(n int) {
	run := counterBad()
	for range n {
		go run()
	}
}

func sharingBad(counts map[string]int) func() {
	return func() { counts["ran"]++ } // want concurrent-map-writes
}

func StartSharing(n int) {
	counts := map[string]int{}
	for range n {
		go sharingBad(counts)()
	}
}

type worker struct {
	counts map[string]int
}

func (w *worker) loop() { w.counts["ran"]++ }

func methodOk() func() {
	w := &worker{counts: map[string]int{}}
	return w.loop
}

func startMethodsOk(n int) {
	for range n {
		go methodOk()()
	}
}

func pairOk() (func(), func()) {
	counts := map[string]int{}
	return func() { counts["ran"]++ }, func() { delete(counts, "ran") }
}

func startPairsOk(n int) {
	for range n {
		add, remove := pairOk()
		go func() {
			add()
			remove()
		}()
	}
}

func twoOfOneBad() (func(), func()) {
	counts := map[string]int{}
	return func() { counts["ran"]++ }, func() { delete(counts, "ran") } // want concurrent-map-writes
}

func StartTwo(n int) {
	for range n {
		add, remove := twoOfOneBad()
		go add()
		go remove()
	}
}

type transaction struct {
	dirty map[string]int
	undo  []func()
	then  func()
}

func (t *transaction) set(key string) {
	t.dirty[key] = 1
	t.undo = append(t.undo, func() { delete(t.dirty, key) })
}

func (t *transaction) finish() {
	for _, undo := range t.undo {
		undo()
	}
}

func (t *transaction) after(then func()) { t.then = then }

func handleOk(http.ResponseWriter, *http.Request) {
	t := &transaction{dirty: map[string]int{}}
	t.set("a")
	defer t.finish()
	seen := map[string]bool{}
	t.after(func() { seen["a"] = true })
	t.then()
}

type parser struct {
	rules map[string]func() int
	names map[string]int
}

func newParser() *parser {
	p := &parser{rules: map[string]func() int{}, names: map[string]int{}}
	p.rule("name", p.nameOk)
	return p
}

func (p *parser) rule(key string, rule func() int) { p.rules[key] = rule }

func (p *parser) nameOk() int {
	p.names["x"]++
	return p.parse("end")
}

func (p *parser) parse(key string) int {
	if rule := p.rules[key]; rule != nil {
		return rule()
	}
	return 0
}

func parseOk(http.ResponseWriter, *http.Request) { newParser().parse("name") }

type service struct {
	hook  func()
	calls map[string]int
}

func newServiceBad() *service {
	s := &service{calls: map[string]int{}}
	s.hook = func() { s.calls["any"]++ } // want concurrent-map-writes
	return s
}

func (s *service) ServeHTTP(http.ResponseWriter, *http.Request) { s.hook() }

func Serve() {
	http.Handle("/", newServiceBad())
	http.HandleFunc("/ok", handleOk)
	http.HandleFunc("/parse", parseOk)
	http.ListenAndServe(":0", nil)
}

type session struct {
	command func()
	topics  map[string]bool
}

func newSession() *session {
	s := &session{topics: map[string]bool{}}
	s.command = s.subscribeOk
	return s
}

func (s *session) subscribeOk() { s.topics["a"] = true }

func (s *session) serve() { s.command() }

func acceptOk() {
	for {
		go newSession().serve()
	}
}

func PoolBad(n int) {
	counts := map[int]int{}
	jobs := make(chan func())
	for range n {
		go func() {
			for job := range jobs {
				job()
			}
		}()
	}
	for i := range n {
		jobs <- func() { counts[i]++ } // want concurrent-map-writes
	}
}

func poolOk(n int) {
	jobs := make(chan func())
	for range n {
		go func() {
			for job := range jobs {
				job()
			}
		}()
	}
	for i := range n {
		counts := map[int]int{}
		jobs <- func() { counts[i]++ }
	}
}

var table = map[string]func(){}

func addOk(name string) {
	counts := map[string]int{}
	table[name] = func() { counts[name]++ }
}

func runTableOk() {
	addOk("a")
	addOk("b")
	for _, run := range table {
		go run()
	}
}

var again = map[string]func(){}

func addAgainBad(name string) {
	counts := map[string]int{}
	again[name] = func() { counts[name]++ } // miss concurrent-map-writes: dispatch, whose goroutines run a stored function is a guess
}

func runAgain() {
	for _, run := range again {
		go run()
	}
}

func RunTwice() {
	addAgainBad("a")
	runAgain()
	runAgain()
}
