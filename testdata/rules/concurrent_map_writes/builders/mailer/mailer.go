// Package mailer builds mailers and relays by options: the one before anybody shares it, the other too late.
package mailer

import (
	"fmt"
	"sync"
	"time"
)

// Option sets up a mailer.
type Option func(*Mailer)

// Mailer sends letters. Its headers are set while it is built and only read from then on.
type Mailer struct {
	mu      sync.Mutex
	headers map[string]string
	sent    map[string]int
}

// WithHeaderOk is run by the constructor, before anybody else has the mailer.
func WithHeaderOk(name, value string) Option {
	return func(m *Mailer) { m.headers[name] = value }
}

// NewOk fills both maps by itself, through a method and through what it is handed.
func NewOk(options ...Option) *Mailer {
	m := &Mailer{headers: make(map[string]string), sent: make(map[string]int)}
	m.headers["X-Mailer"] = "pulse"
	m.loadDefaultsOk()
	for _, option := range options {
		option(m)
	}
	return m
}

func (m *Mailer) loadDefaultsOk() {
	for _, name := range []string{"postmaster", "abuse"} {
		m.sent[name] = 0
	}
}

// SendOk counts under the lock and reads the headers without.
func (m *Mailer) SendOk(to string) string {
	m.mu.Lock()
	m.sent[to]++
	m.mu.Unlock()
	return m.headers["X-Mailer"] + to
}

// RelayOption sets up a relay.
type RelayOption func(*Relay)

// Relay has a goroutine that looks at its routes now and then.
type Relay struct {
	routes map[string]string
	quit   chan struct{}
}

// WithRouteBad is run when the goroutine is there already.
func WithRouteBad(from, to string) RelayOption {
	return func(r *Relay) {
		r.routes[from] = to // want concurrent-map-iteration-and-map-write "r.routes"
	}
}

// NewRelay starts before it is complete.
func NewRelay(options ...RelayOption) *Relay {
	r := &Relay{routes: map[string]string{}, quit: make(chan struct{})}
	r.start()
	for _, option := range options {
		option(r)
	}
	return r
}

func (r *Relay) start() { go r.reportBad() }

func (r *Relay) reportBad() {
	for {
		select {
		case <-r.quit:
			return
		case <-time.After(time.Minute):
			for from, to := range r.routes { // want concurrent-map-iteration-and-map-write "r.routes"
				fmt.Println(from, to)
			}
		}
	}
}

// NewReadyRelay has its routes before it starts.
func NewReadyRelay(routes map[string]string) *ReadyRelay {
	r := &ReadyRelay{routes: map[string]string{}}
	for from, to := range routes {
		r.routes[from] = to
	}
	r.start()
	return r
}

// ReadyRelay is complete when its goroutine begins.
type ReadyRelay struct{ routes map[string]string }

func (r *ReadyRelay) start() { go r.reportOk() }

func (r *ReadyRelay) reportOk() {
	for range time.Tick(time.Minute) {
		for from, to := range r.routes {
			fmt.Println(from, to)
		}
	}
}

// RouteOk reads what nobody writes any more.
func (r *ReadyRelay) RouteOk(from string) string { return r.routes[from] }
