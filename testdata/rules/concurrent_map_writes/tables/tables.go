// Package tables has tables that are only read while handlers run, and some that are made by them.
package tables

import (
	"fmt"
	"net/http"
	"sync"
)

var colours = map[string]int{"red": 1, "green": 2}

var byNumber = invert(colours)

func invert(from map[string]int) map[int]string {
	to := make(map[int]string, len(from))
	for name, number := range from {
		to[number] = name
	}
	return to
}

var methods = func() map[string]bool {
	found := map[string]bool{}
	for _, method := range []string{http.MethodGet, http.MethodHead} {
		found[method] = true
	}
	return found
}()

func colourOk(w http.ResponseWriter, r *http.Request) {
	if !methods[r.Method] {
		w.WriteHeader(http.StatusMethodNotAllowed)
		return
	}
	number := colours[r.URL.Path]
	fmt.Fprintln(w, number, byNumber[number])
	for name := range colours {
		fmt.Fprintln(w, name)
	}
}

type catalog struct {
	items map[string]int
	mime  map[string]string
}

// lookupOk reads a table that was complete when the catalog was made.
func (c *catalog) lookupOk(w http.ResponseWriter, r *http.Request) {
	fmt.Fprintln(w, c.items[r.URL.Path])
}

// mimeBad makes the table when it is first needed.
func (c *catalog) mimeBad(w http.ResponseWriter, r *http.Request) {
	if c.mime == nil {
		c.mime = map[string]string{".go": "text/x-go"}
	}
	fmt.Fprintln(w, c.mime[r.URL.Path]) // want concurrent-map-read-and-map-write "c.mime"
}

var months map[string]int

func monthsBad() map[string]int {
	if len(months) == 0 { // want concurrent-map-read-and-map-write "months"
		fillBad()
	}
	return months
}

// fillBad publishes the table before it is complete.
func fillBad() {
	months = make(map[string]int)
	for at, name := range []string{"January", "February"} {
		months[name] = at // want concurrent-map-writes "months"
	}
}

func monthBad(w http.ResponseWriter, r *http.Request) {
	fmt.Fprintln(w, monthsBad()[r.URL.Path]) // want concurrent-map-read-and-map-write
}

var (
	daysOnce sync.Once
	days     map[string]int
)

// dayOk makes its table once.
func dayOk(w http.ResponseWriter, r *http.Request) {
	daysOnce.Do(func() {
		days = map[string]int{}
		days["Monday"] = 1
	})
	fmt.Fprintln(w, days[r.URL.Path])
}

// Serve serves them all.
func Serve() error {
	c := &catalog{items: map[string]int{}}
	c.items["/"] = 1
	http.HandleFunc("/colour", colourOk)
	http.HandleFunc("/lookup", c.lookupOk)
	http.HandleFunc("/mime", c.mimeBad)
	http.HandleFunc("/month", monthBad)
	http.HandleFunc("/day", dayOk)
	return http.ListenAndServe(":8080", nil)
}
