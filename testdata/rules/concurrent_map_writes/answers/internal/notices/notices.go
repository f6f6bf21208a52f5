// Package notices drops listeners whose method says that something went wrong.
package notices

import (
	"errors"
	"net/http"
)

type message struct{ text string }

type listener interface {
	notify(m *message) error
	accepts(m *message) bool
	Close() error
}

type printer struct{ lines []string }

func (p *printer) notify(m *message) error {
	p.lines = append(p.lines, m.text)
	return nil
}

func (p *printer) accepts(m *message) bool { return false }

func (p *printer) Close() error { return nil }

type counter struct{ all int }

func (c *counter) notify(m *message) error {
	c.all++
	return nil
}

func (c *counter) accepts(m *message) bool { return false }

func (c *counter) Close() error { return nil }

type sender interface {
	send(m *message) error
}

type mailer struct{}

func (mailer) send(m *message) error { return nil }

type poster struct{ addr string }

func (p poster) send(m *message) error {
	if p.addr == "" {
		return errors.New("no address")
	}
	return nil
}

type hub struct {
	listeners []listener
	senders   []sender
	dropped   map[string]int
	accepted  map[string]int
	failed    map[string]int
	closed    map[string]int
}

func (h *hub) dropOk(m *message) {
	for _, one := range h.listeners {
		if err := one.notify(m); err != nil {
			h.dropped["a"] = 1
		}
	}
}

func (h *hub) acceptOk(m *message) {
	for _, one := range h.listeners {
		switch {
		case one.accepts(m):
			h.accepted["a"] = 1
		}
		if one.accepts(m) {
			h.putOk("b")
		}
	}
}

func (h *hub) putOk(key string) { h.accepted[key] = 1 }

// One of the two may say so.
func (h *hub) failBad(m *message) {
	for _, one := range h.senders {
		if err := one.send(m); err != nil {
			h.failed["a"] = 1 // want concurrent-map-writes
		}
	}
}

// Any type of any library can be closed.
func (h *hub) closeBad() {
	for _, one := range h.listeners {
		if err := one.Close(); err != nil {
			h.closed["a"] = 1 // want concurrent-map-writes
		}
	}
}

func (h *hub) handle(w http.ResponseWriter, r *http.Request) {
	m := &message{text: r.URL.Path}
	h.dropOk(m)
	h.acceptOk(m)
	h.failBad(m)
	h.closeBad()
}

func Serve() {
	h := &hub{
		listeners: []listener{&printer{}, &counter{}},
		senders:   []sender{mailer{}, poster{}},
		dropped:   map[string]int{},
		accepted:  map[string]int{},
		failed:    map[string]int{},
		closed:    map[string]int{},
	}
	http.HandleFunc("/", h.handle)
	http.ListenAndServe(":0", nil)
}
