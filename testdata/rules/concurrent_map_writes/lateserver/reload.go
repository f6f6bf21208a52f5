package lateserver

import (
	"fmt"
	"log"
	"net/http"
)

// api has a handler that starts a further server.
type api struct {
	mux    *http.ServeMux
	routes map[string]int
}

func (a *api) reload(w http.ResponseWriter, r *http.Request) {
	a.listen(r.URL.Path)
}

func (a *api) showOk(w http.ResponseWriter, r *http.Request) {
	fmt.Fprintln(w, a.routes[r.URL.Path])
}

func (a *api) register() {
	a.mux.HandleFunc("/reload", a.reload)
	a.mux.HandleFunc("/show", a.showOk)
}

func (a *api) listen(address string) {
	go func() {
		if err := http.ListenAndServe(address, a.mux); err != nil {
			log.Print(err)
		}
	}()
}

// Serve knows its routes before anybody is served.
func Serve(stop <-chan bool) {
	a := &api{mux: http.NewServeMux(), routes: map[string]int{}}
	a.register()
	a.routes["all"] = 1
	a.listen(":8081")
	<-stop
}

// desk is as before, and learns of a route when it is too late.
type desk struct {
	mux    *http.ServeMux
	routes map[string]int
}

func (d *desk) reload(w http.ResponseWriter, r *http.Request) {
	d.listen(r.URL.Path)
}

func (d *desk) showBad(w http.ResponseWriter, r *http.Request) {
	fmt.Fprintln(w, d.routes[r.URL.Path]) // want concurrent-map-read-and-map-write "d.routes"
}

func (d *desk) register() {
	d.mux.HandleFunc("/reload", d.reload)
	d.mux.HandleFunc("/show", d.showBad)
}

func (d *desk) listen(address string) {
	go func() {
		if err := http.ListenAndServe(address, d.mux); err != nil {
			log.Print(err)
		}
	}()
}

// ServeBad goes on to fill the map.
func ServeBad(stop <-chan bool) {
	d := &desk{mux: http.NewServeMux(), routes: map[string]int{}}
	d.register()
	d.listen(":8082")
	d.routes["all"] = 1 // want concurrent-map-read-and-map-write "d.routes"
	<-stop
}
