// Package daemon is a command: it fills its maps, then serves until it is told to stop.
package daemon

import (
	"context"
	"encoding/json"
	"log"
	"net/http"
	"os"
	"os/signal"
	"strings"
)

type config struct {
	values map[string]string
}

var limits = map[string]int{}

func load(args []string) *config {
	c := &config{values: map[string]string{}}
	for _, arg := range args {
		key, value, _ := strings.Cut(arg, "=")
		c.setOk(key, value)
	}
	return c
}

func (c *config) setOk(key, value string) { c.values[key] = value }

func (c *config) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if limits[r.URL.Path] > 0 {
		w.WriteHeader(http.StatusTooManyRequests)
		return
	}
	_ = json.NewEncoder(w).Encode(c.values)
}

// Main is what the command does.
func Main() {
	c := load(os.Args[1:])
	limits["/"] = 10
	c.setOk("port", "8080")
	server := &http.Server{Addr: ":" + c.values["port"], Handler: c}

	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	stopped := make(chan struct{})
	go func() {
		defer close(stopped)
		<-ctx.Done()
		_ = server.Shutdown(context.Background())
	}()
	if err := server.ListenAndServe(); err != http.ErrServerClosed {
		log.Print(err)
	}
	<-stopped
	c.setOk("stopped", "yes")
}
