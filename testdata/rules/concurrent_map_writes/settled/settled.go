// Package settled has branches that no value leads to: flags that nothing sets, errors that are always nil.
package settled

import (
	"errors"
	"net/http"
	"sync"
)

var trace = false

var verbose bool

var forced bool

type store struct {
	mu       sync.Mutex
	readOnly bool
	checked  bool
	hook     func()
	found    func()
	never    map[string]int
	hooked   map[string]int
	traced   map[string]int
	failed   map[string]int
	asked    map[string]int
	passed   map[string]int

	set      map[string]int
	told     map[string]int
	pointed  map[string]int
	copied   map[string]int
	broken   map[string]int
	again    map[string]int
	named    map[string]int
	kept     map[string]int
	added    map[string]int
	met      map[string]int
	problems problems
}

func (s *store) neverOk() {
	if s.readOnly {
		s.never["a"] = 1
	}
	if s.readOnly == true && len(s.never) > 0 {
		s.never["b"] = 1
	}
	for s.readOnly {
		s.never["c"] = 1
	}
}

func (s *store) hookOk() {
	if s.hook != nil {
		s.hooked["a"] = 1
	}
}

func (s *store) traceOk() {
	if !trace {
		return
	}
	s.traced["a"] = 1
}

func (s *store) open() error {
	if s.check() != nil {
		return errors.New("closed")
	}
	return nil
}

func (s *store) check() error { return nil }

func (s *store) reopen() (int, error) {
	return 0, s.open()
}

func (s *store) failOk() {
	if err := s.open(); err != nil {
		s.failed["a"] = 1
	}
	_, err := s.reopen()
	if err != nil {
		s.failed["b"] = 1
	}
	err = s.check()
	if err != nil {
		s.failed["c"] = 1
	}
}

func (s *store) isReadOnly() bool { return s.readOnly }

func (s *store) askOk() {
	if s.isReadOnly() {
		s.asked["a"] = 1
	}
}

func (s *store) passOk() {
	force := false
	if force {
		s.passed["a"] = 1
	}
	if false {
		s.passed["b"] = 1
	}
}

// One of the objects is made with the flag.
func (s *store) setBad() {
	if s.checked {
		s.set["a"] = 1 // want concurrent-map-writes
	}
}

func (s *store) toldBad() {
	if verbose {
		s.told["a"] = 1 // want concurrent-map-writes
	}
}

func parse(into *bool) { *into = true }

// Whoever has the address sets it.
func (s *store) pointedBad() {
	if forced {
		s.pointed["a"] = 1 // want concurrent-map-writes
	}
}

func (s *store) copiedBad() {
	if s.found != nil {
		s.copied["a"] = 1 // want concurrent-map-writes
	}
}

func (s *store) find(name string) error {
	if name == "" {
		return errors.New("no name")
	}
	return nil
}

func (s *store) brokenBad(name string) {
	if err := s.find(name); err != nil {
		s.broken["a"] = 1 // want concurrent-map-writes
	}
}

// What is asked is what was assigned last.
func (s *store) againBad(name string) {
	err := s.check()
	if name != "" {
		err = s.find(name)
	}
	if err != nil {
		s.again["a"] = 1 // want concurrent-map-writes
	}
}

// A deferred function may say otherwise.
func (s *store) recovers() (err error) {
	defer func() {
		if recover() != nil {
			err = errors.New("panic")
		}
	}()
	s.hook()
	return nil
}

func (s *store) namedBad() {
	if err := s.recovers(); err != nil {
		s.named["a"] = 1 // want concurrent-map-writes
	}
}

func (s *store) keptBad() {
	done := false
	defer func() { done = true }()
	for i := 0; i < 2; i++ {
		if done {
			s.kept["a"] = 1 // want concurrent-map-writes
		}
	}
}

type problems []string

func (p *problems) add(text string) { *p = append(*p, text) }

// A method with a pointer receiver assigns its receiver.
func (s *store) addedBad(name string) {
	var found problems
	found.add(name)
	if found != nil {
		s.added["a"] = 1 // want concurrent-map-writes
	}
	s.problems.add(name)
	if s.problems != nil {
		s.met["b"] = 1 // want concurrent-map-writes
	}
}

func (s *store) handle(w http.ResponseWriter, r *http.Request) {
	s.neverOk()
	s.hookOk()
	s.traceOk()
	s.failOk()
	s.askOk()
	s.passOk()
	s.setBad()
	s.toldBad()
	s.pointedBad()
	s.copiedBad()
	s.brokenBad(r.URL.Path)
	s.againBad(r.URL.Path)
	s.namedBad()
	s.keptBad()
	s.addedBad(r.URL.Path)
}

func Serve(found func()) {
	parse(&forced)
	verbose = len(names()) > 0
	s := &store{never: map[string]int{}, checked: found != nil, found: found}
	http.HandleFunc("/", s.handle)
	http.ListenAndServe(":0", nil)
}

func names() []string { return nil }
