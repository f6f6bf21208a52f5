// Package encoded encodes values that hold maps while others write them.
package encoded

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"sync"
)

type state struct {
	Users  map[string]int
	Hidden map[string]int `json:"-"`
	own    map[string]int
}

type server struct {
	mu    sync.Mutex
	state *state
}

func (s *server) add(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.state.Users[r.URL.Path]++
	s.state.Hidden[r.URL.Path]++
	s.state.own[r.URL.Path]++
}

func (s *server) encodeBad(w http.ResponseWriter, r *http.Request) {
	_ = json.NewEncoder(w).Encode(s.state) // want concurrent-map-iteration-and-map-write "s.state.Users"
}

// copyBad unlocks before it encodes: the copy of a struct has the same map.
func (s *server) copyBad(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	state := *s.state
	s.mu.Unlock()
	_ = json.NewEncoder(w).Encode(state) // want concurrent-map-iteration-and-map-write "Users"
}

func (s *server) answerBad(w http.ResponseWriter, r *http.Request) {
	_ = json.NewEncoder(w).Encode(map[string]any{"users": s.state.Users}) // want concurrent-map-iteration-and-map-write "s.state.Users"
}

type visits struct {
	mu    sync.Mutex
	paths map[string]int
}

func (v *visits) add(w http.ResponseWriter, r *http.Request) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.paths[r.URL.Path]++
}

// printBad shows fields that are not exported, too.
func (v *visits) printBad(w http.ResponseWriter, r *http.Request) {
	fmt.Fprintf(w, "%+v", v) // want concurrent-map-iteration-and-map-write "v.paths"
}

// encodeOk shows none of them.
func (v *visits) encodeOk(w http.ResponseWriter, r *http.Request) {
	_ = json.NewEncoder(w).Encode(v)
}

func (s *server) encodeOk(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	_ = json.NewEncoder(w).Encode(s.state)
}

func (s *server) cloneOk(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	users := maps.Clone(s.state.Users)
	s.mu.Unlock()
	_ = json.NewEncoder(w).Encode(state{Users: users})
}

// addressOk: printing shows where a field points to, and no more.
func (s *server) addressOk(w http.ResponseWriter, r *http.Request) {
	fmt.Fprintln(w, struct{ state *state }{s.state})
}

// safe encodes itself under its lock.
type safe struct {
	mu   sync.Mutex
	Seen map[string]int
}

func (s *safe) MarshalJSON() ([]byte, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return json.Marshal(s.Seen)
}

func (s *safe) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	s.Seen[r.URL.Path]++
	s.mu.Unlock()
	_ = json.NewEncoder(w).Encode(s)
}

// config is filled anew while others read it.
type config struct {
	mu     sync.Mutex
	Values map[string]string
}

func (c *config) reloadBad(w http.ResponseWriter, r *http.Request) {
	_ = json.NewDecoder(r.Body).Decode(c) // miss concurrent-map-writes: outside-caller, and the decoder may make a map of its own
}

func (c *config) get(w http.ResponseWriter, r *http.Request) {
	c.mu.Lock()
	defer c.mu.Unlock()
	fmt.Fprintln(w, c.Values[r.URL.Path])
}

// decodeOk decodes what nobody else knows.
func decodeOk(w http.ResponseWriter, r *http.Request) {
	var own config
	_ = json.NewDecoder(r.Body).Decode(&own)
	fmt.Fprintln(w, own.Values["a"])
}

func serve() {
	s := &server{state: &state{Users: map[string]int{}, Hidden: map[string]int{}, own: map[string]int{}}}
	http.HandleFunc("/add", s.add)
	http.HandleFunc("/encode", s.encodeBad)
	http.HandleFunc("/copy", s.copyBad)
	http.HandleFunc("/answer", s.answerBad)
	v := &visits{paths: map[string]int{}}
	http.HandleFunc("/visit", v.add)
	http.HandleFunc("/print", v.printBad)
	http.HandleFunc("/nothing", v.encodeOk)
	http.HandleFunc("/ok", s.encodeOk)
	http.HandleFunc("/clone", s.cloneOk)
	http.HandleFunc("/address", s.addressOk)
	http.Handle("/safe", &safe{Seen: map[string]int{}})
	c := &config{Values: map[string]string{}}
	http.HandleFunc("/reload", c.reloadBad)
	http.HandleFunc("/get", c.get)
	http.HandleFunc("/decode", decodeOk)
	_ = http.ListenAndServe(":1", nil)
}
