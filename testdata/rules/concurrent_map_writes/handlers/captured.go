package handlers

import (
	"net/http"
	"sync"
)

// The lock of most handlers is a variable of the function around them.
func RegisterBad(mux *http.ServeMux, first, second, third string) {
	one, two, three := first+"/", second+"/", third+"/"
	counts := map[string]int{}
	var mu sync.Mutex
	mux.HandleFunc(one, func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		counts[one]++
	})
	mux.HandleFunc(two, func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		counts[two]++
	})
	mux.HandleFunc(three, func(w http.ResponseWriter, r *http.Request) {
		counts[three]++ // want concurrent-map-writes
	})
}
