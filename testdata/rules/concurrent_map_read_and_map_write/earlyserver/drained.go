package earlyserver

import (
	"errors"
	"net/http"
)

type step struct{ err error }

type depot struct {
	parts map[string]int
}

// load fills the depot and says how far it is.
func (d *depot) load(name string) (int, chan step) {
	out := make(chan step)
	go func() {
		defer close(out)
		out <- step{}
		d.parts[name] = len(name)
	}()
	return len(name), out
}

func (d *depot) loadFirst() (int, chan step) {
	return d.load("first")
}

func (d *depot) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.WriteHeader(d.parts[r.URL.Path])
}

type screen struct{ quiet bool }

// follow comes back when the depot is full, or cannot be.
func follow(s *screen, steps chan step) error {
	for step := range steps {
		if step.err != nil {
			return step.err
		}
		println(s.quiet)
	}
	return nil
}

func serveDepotOk(s *screen) error {
	d := &depot{parts: map[string]int{}}
	_, steps := d.loadFirst()
	if err := follow(s, steps); err != nil {
		return err
	}
	http.Handle("/", d)
	return http.ListenAndServe(":80", nil)
}

// hurried does not wait.
type hurried struct {
	parts map[string]int
}

func (h *hurried) loadBad(name string) (int, chan step) {
	out := make(chan step)
	go func() {
		defer close(out)
		out <- step{}
		h.parts[name] = len(name) // want concurrent-map-read-and-map-write "h.parts"
	}()
	return len(name), out
}

func (h *hurried) loadFirst() (int, chan step) {
	return h.loadBad("first")
}

func (h *hurried) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.WriteHeader(h.countBad(r.URL.Path))
}

func (h *hurried) countBad(name string) int {
	return h.parts[name] // want concurrent-map-read-and-map-write "h.parts"
}

func serveHurried() error {
	h := &hurried{parts: map[string]int{}}
	count, steps := h.loadFirst()
	if count == 0 {
		return errors.New("nothing to load")
	}
	go func() {
		println(len(steps))
	}()
	http.Handle("/", h)
	return http.ListenAndServe(":80", nil)
}
