// Package actors has hubs whose maps belong to one goroutine, and hubs that run twice or are looked into.
package actors

import (
	"fmt"
	"net/http"
)

type client struct {
	name string
	send chan string
}

// hub is run once.
type hub struct {
	join      chan *client
	leave     chan *client
	broadcast chan string
	counts    chan chan int
	clients   map[*client]bool
	byName    map[string]*client
}

func newHub() *hub {
	return &hub{
		join:      make(chan *client),
		leave:     make(chan *client),
		broadcast: make(chan string),
		counts:    make(chan chan int),
		clients:   make(map[*client]bool),
		byName:    make(map[string]*client),
	}
}

func (h *hub) run() {
	for {
		select {
		case c := <-h.join:
			h.addOk(c)
		case c := <-h.leave:
			h.removeOk(c)
		case text := <-h.broadcast:
			for c := range h.clients {
				select {
				case c.send <- text:
				default:
					h.removeOk(c)
				}
			}
		case reply := <-h.counts:
			reply <- len(h.clients)
		}
	}
}

func (h *hub) addOk(c *client) {
	h.clients[c] = true
	h.byName[c.name] = c
}

func (h *hub) removeOk(c *client) {
	if h.clients[c] {
		delete(h.clients, c)
		delete(h.byName, c.name)
		close(c.send)
	}
}

func (h *hub) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	c := &client{name: r.RemoteAddr, send: make(chan string, 16)}
	h.join <- c
	defer func() { h.leave <- c }()
	reply := make(chan int)
	h.counts <- reply
	fmt.Fprintln(w, <-reply)
	for text := range c.send {
		fmt.Fprintln(w, text)
	}
}

func serveOk() error {
	h := newHub()
	go h.run()
	return http.ListenAndServe(":8080", h)
}

// peeked has one goroutine, and handlers that do not ask it.
type peeked struct {
	join    chan string
	clients map[string]bool
}

func (p *peeked) runBad() {
	for name := range p.join {
		p.clients[name] = true // want concurrent-map-read-and-map-write "p.clients"
	}
}

// statusBad wants nothing but the number.
func (p *peeked) statusBad(w http.ResponseWriter, r *http.Request) {
	fmt.Fprintln(w, len(p.clients)) // want concurrent-map-read-and-map-write "p.clients"
}

func servePeeked() error {
	p := &peeked{join: make(chan string), clients: map[string]bool{}}
	go p.runBad()
	mux := http.NewServeMux()
	mux.HandleFunc("/status", p.statusBad)
	return http.ListenAndServe(":8080", mux)
}

// doubled is started by its constructor and by whoever made it.
type doubled struct {
	events chan string
	seen   map[string]int
}

func newDoubled() *doubled {
	d := &doubled{events: make(chan string), seen: map[string]int{}}
	d.start()
	return d
}

func (d *doubled) start() { go d.loopBad() }

func (d *doubled) loopBad() {
	for event := range d.events {
		d.seen[event]++ // want concurrent-map-writes "d.seen"
	}
}

func useDoubled() {
	d := newDoubled()
	d.start()
	d.events <- "first"
}

// crowded runs one loop a processor.
type crowded struct {
	events chan string
	seen   map[string]int
}

func (c *crowded) startBad(workers int) {
	for range workers {
		go func() {
			for event := range c.events {
				c.seen[event]++ // want concurrent-map-writes "c.seen"
			}
		}()
	}
}

func useCrowded() {
	c := &crowded{events: make(chan string), seen: map[string]int{}}
	c.startBad(4)
}

// apart runs one loop for each of its parts, each with a map of its own.
type apart struct {
	events chan string
	seen   map[string]int
}

func (a *apart) loopOk() {
	for event := range a.events {
		a.seen[event]++
	}
}

func useApart(topics []string) []*apart {
	var parts []*apart
	for range topics {
		a := &apart{events: make(chan string), seen: map[string]int{}}
		go a.loopOk()
		parts = append(parts, a)
	}
	return parts
}
