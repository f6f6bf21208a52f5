package handlers

import "net/http"

// The handler is made for one request, and run by whoever asked for it.
func updateOk(data map[string]int) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		delete(data, r.URL.Path)
	}
}

func ServeUpdateOk(w http.ResponseWriter, r *http.Request) {
	data := map[string]int{r.URL.Path: 1}
	handle := updateOk(data)
	handle(w, r)
}

// One handler is run in place, the other given to a server.
func changeBad(data map[string]int) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		data[r.URL.Path]++ // want concurrent-map-writes
	}
}

func ServeChange(w http.ResponseWriter, r *http.Request) {
	handle := changeBad(map[string]int{})
	handle(w, r)
}

func Register() {
	http.HandleFunc("/change", changeBad(map[string]int{}))
}
