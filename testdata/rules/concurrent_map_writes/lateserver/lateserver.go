// Package lateserver is a command: it goes on to fill its map when the server runs.
package lateserver

import (
	"fmt"
	"log"
	"net/http"
	"os"
	"os/signal"
	"time"

	"golang.org/x/sync/errgroup"
)

type status struct {
	states map[string]string
	uptime map[string]time.Duration
}

func (s *status) stateBad(w http.ResponseWriter, r *http.Request) {
	fmt.Fprintln(w, s.states[r.URL.Path]) // want concurrent-map-read-and-map-write "s.states"
}

func (s *status) setBad(name, state string) {
	s.states[name] = state // want concurrent-map-read-and-map-write "s.states"
}

func (s *status) timeBad(w http.ResponseWriter, r *http.Request) {
	for name, uptime := range s.uptime { // want concurrent-map-iteration-and-map-write "s.uptime"
		fmt.Fprintln(w, name, uptime)
	}
}

func (s *status) tickBad() {
	for range time.Tick(time.Second) {
		s.uptime["main"] += time.Second // want concurrent-map-iteration-and-map-write "s.uptime"
	}
}

// Main is what the command does.
func Main() {
	s := &status{states: map[string]string{}, uptime: map[string]time.Duration{}}
	s.setBad("main", "starting")
	mux := http.NewServeMux()
	mux.HandleFunc("/state", s.stateBad)
	mux.HandleFunc("/time", s.timeBad)
	go s.tickBad()
	var group errgroup.Group
	group.Go(func() error { return http.ListenAndServe(":8080", mux) })
	s.setBad("main", "running")
	interrupted := make(chan os.Signal, 1)
	signal.Notify(interrupted, os.Interrupt)
	<-interrupted
	s.setBad("main", "stopping")
	if err := group.Wait(); err != nil {
		log.Print(err)
	}
}
