package requests

import "net/http"

var everything = map[string]int{}

type answer struct {
	entries map[string]int
}

// everythingOk shows all that is known, or fills a map of its own.
func everythingOk(w http.ResponseWriter, r *http.Request) {
	var a answer
	if r.URL.Path == "/all" {
		a.entries = everything
	} else {
		a.entries = make(map[string]int)
		for name := range r.URL.Query() {
			a.entries[name] = len(name)
		}
	}
	w.WriteHeader(len(a.entries))
}

var whole = map[string]int{}

type sheet struct {
	found map[string]int
}

// sheetBad fills whichever it has.
func sheetBad(w http.ResponseWriter, r *http.Request) {
	var p sheet
	if r.URL.Path == "/all" {
		p.found = whole
	} else {
		p.found = make(map[string]int)
	}
	for name := range r.URL.Query() {
		p.found[name] = len(name) // want concurrent-map-writes "p.found"
	}
	w.WriteHeader(len(p.found))
}

func serveAnswers() {
	http.HandleFunc("/ok", everythingOk)
	http.HandleFunc("/bad", sheetBad)
}
