// Package serving fills maps before and after a server runs.
package serving

import (
	"net/http"
	"sync"
)

type site struct {
	routes map[string]string
	pages  map[string]string
}

func (s *site) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.answerBad(w, r)
}

func (s *site) answerBad(w http.ResponseWriter, r *http.Request) {
	_, _ = w.Write([]byte(s.routes[r.URL.Path])) // want concurrent-map-read-and-map-write "s.routes"
}

func (s *site) pageBad(w http.ResponseWriter, r *http.Request) {
	_, _ = w.Write([]byte(s.pages[r.URL.Path])) // want concurrent-map-read-and-map-write "s.pages"
}

func handlerBad() {
	s := &site{routes: map[string]string{}}
	s.routes["/"] = "before"
	go http.ListenAndServe(":1", s)
	s.routes["/b"] = "after" // want concurrent-map-read-and-map-write "s.routes"
}

func serverBad() {
	s := &site{routes: map[string]string{}}
	server := &http.Server{Handler: s}
	go func() { _ = server.ListenAndServe() }()
	s.routes["/b"] = "after" // want concurrent-map-read-and-map-write "s.routes"
}

func registered() {
	s := &site{pages: map[string]string{}}
	s.pages["/"] = "before"
	s.start()
	s.addBad("/b")
}

func (s *site) start() {
	mux := http.NewServeMux()
	mux.HandleFunc("/", s.pageBad)
	server := &http.Server{Handler: mux}
	go server.ListenAndServe()
}

func (s *site) addBad(path string) {
	s.pages[path] = "after" // want concurrent-map-read-and-map-write "s.pages"
}

type shop struct{ prices map[string]string }

func (s *shop) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	_, _ = w.Write([]byte(s.prices[r.URL.Path]))
}

func (s *shop) price(w http.ResponseWriter, r *http.Request) {
	_, _ = w.Write([]byte(s.prices[r.URL.Path]))
}

// openOk fills the map before it serves, by itself and by others.
func openOk() {
	s := &shop{prices: map[string]string{}}
	s.prices["/"] = "1"
	http.HandleFunc("/price", s.price)
	fillOk(s)
	_ = http.ListenAndServe(":1", s)
	s.prices["/over"] = "2"
}

func fillOk(s *shop) {
	s.prices["/a"] = "1"
}

// newOk makes another shop while a server runs.
func newOk() {
	go http.ListenAndServe(":2", &shop{prices: map[string]string{}})
	s := &shop{prices: map[string]string{}}
	s.prices["/"] = "1"
}

// Desk has a method that starts a server and may be called at any time.
type Desk struct {
	mu    sync.Mutex
	notes map[string]string
}

func (d *Desk) Put(note string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.notes[note] = "new"
}

func (d *Desk) Get(note string) string {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.notes[note]
}

func (d *Desk) AnnounceBad() {
	go http.ListenAndServe(":3", nil)
	d.notes["/"] = "after" // want unguarded-map-access "d.notes"
}

// StartOk prepares a desk.
func (d *Desk) StartOk() {
	go http.ListenAndServe(":3", nil)
	d.notes["/"] = "after"
}
