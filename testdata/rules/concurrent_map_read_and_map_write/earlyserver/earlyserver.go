// Package earlyserver has commands that start one server for probes, and another one when all is set up.
package earlyserver

import (
	"fmt"
	"log"
	"net/http"
)

type site struct {
	pages map[string]string
}

func (s *site) showOk(w http.ResponseWriter, r *http.Request) {
	fmt.Fprintln(w, s.pages[r.URL.Path])
}

func (s *site) fillOk() {
	s.pages["/"] = "home"
}

// ServeOk serves the pages when they are there.
func ServeOk() {
	probes := http.NewServeMux()
	probes.HandleFunc("/healthz", func(w http.ResponseWriter, r *http.Request) { fmt.Fprintln(w, "ok") })
	go func() {
		server := &http.Server{Addr: ":6060", Handler: probes}
		log.Print(server.ListenAndServe())
	}()
	s := &site{pages: map[string]string{}}
	mux := http.NewServeMux()
	mux.HandleFunc("/", s.showOk)
	s.fillOk()
	log.Fatal(http.ListenAndServe(":8080", mux))
}

type board struct {
	notes map[string]string
}

func (b *board) showBad(w http.ResponseWriter, r *http.Request) {
	fmt.Fprintln(w, b.notes[r.URL.Path]) // want concurrent-map-read-and-map-write "b.notes"
}

func (b *board) fillBad() {
	b.notes["/"] = "home" // want concurrent-map-read-and-map-write "b.notes"
}

// ServeEarly serves the notes while it fills them, and then something else.
func ServeEarly() {
	b := &board{notes: map[string]string{}}
	mux := http.NewServeMux()
	mux.HandleFunc("/", b.showBad)
	go func() { log.Print(http.ListenAndServe(":8080", mux)) }()
	b.fillBad()
	log.Fatal(http.ListenAndServe(":6060", nil))
}

type app struct {
	server *http.Server
	routes map[string]string
}

func newApp() *app {
	a := &app{routes: map[string]string{}}
	a.server = &http.Server{Handler: a}
	return a
}

func (a *app) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	fmt.Fprintln(w, a.routes[r.URL.Path])
}

func (a *app) routeOk(path, text string) {
	a.routes[path] = text
}

func (a *app) start() {
	go func() { log.Print(a.server.ListenAndServe()) }()
}

// AppsOk starts one after the other.
func AppsOk() {
	first, second := newApp(), newApp()
	first.start()
	second.routeOk("/", "home")
	second.start()
	select {}
}
