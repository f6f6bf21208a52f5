package requests

import (
	"net/http"
	"sync"
)

type scratch struct{ seen map[string]bool }

var scratches = sync.Pool{New: func() any { return &scratch{seen: map[string]bool{}} }}

// What comes out of a pool has one owner until it is put back.
func scratchOk(w http.ResponseWriter, r *http.Request) {
	s := scratches.Get().(*scratch)
	defer scratches.Put(s)
	clear(s.seen)
	for name := range r.Header {
		s.seen[name] = true
	}
}

// The goroutine is a second one.
func scratchBad(w http.ResponseWriter, r *http.Request) {
	s := scratches.Get().(*scratch)
	defer scratches.Put(s)
	go func() {
		s.seen["late"] = true // want concurrent-map-writes "s.seen"
	}()
	s.seen["early"] = true
}

type event struct{ fields map[string]string }

// Each request hands an event to the one goroutine that writes them.
type queue struct{ events chan *event }

func (q *queue) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	e := &event{fields: map[string]string{}}
	e.fields["path"] = r.URL.Path
	q.events <- e
}

func (q *queue) runOk() {
	for e := range q.events {
		e.fields["seen"] = "yes"
		for name := range e.fields {
			println(name)
		}
	}
}

type logger struct{ fields map[string]string }

// withOk makes a new logger with a map of its own.
func (l *logger) withOk(name, value string) *logger {
	fields := make(map[string]string, len(l.fields)+1)
	for name, value := range l.fields {
		fields[name] = value
	}
	fields[name] = value
	return &logger{fields: fields}
}

// setBad changes the one that all requests have.
func (l *logger) setBad(name, value string) *logger {
	l.fields[name] = value // want concurrent-map-writes "l.fields"
	return l
}

type logged struct{ log, own *logger }

func (l *logged) withOk(w http.ResponseWriter, r *http.Request) {
	log := l.own.withOk("path", r.URL.Path).withOk("agent", r.UserAgent())
	println(len(log.fields))
}

func (l *logged) set(w http.ResponseWriter, r *http.Request) {
	println(l.log.setBad("path", r.URL.Path) != nil)
}

// ServePools serves all of them.
func ServePools() error {
	q := &queue{events: make(chan *event)}
	go q.runOk()
	l := &logged{log: &logger{fields: map[string]string{}}, own: &logger{fields: map[string]string{}}}
	http.Handle("/queue", q)
	http.HandleFunc("/scratch", scratchOk)
	http.HandleFunc("/late", scratchBad)
	http.HandleFunc("/with", l.withOk)
	http.HandleFunc("/set", l.set)
	return http.ListenAndServe(":8080", nil)
}
