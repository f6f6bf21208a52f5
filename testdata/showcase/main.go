// Pulse watches a list of services and prints what it sees.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"log"
	"os"
	"os/signal"
	"time"

	"example.com/pulse/internal/cache"
	"example.com/pulse/internal/config"
	"example.com/pulse/internal/events"
	"example.com/pulse/internal/metrics"
	"example.com/pulse/internal/probe"
	"example.com/pulse/internal/report"
	"example.com/pulse/internal/session"
)

func main() {
	file := flag.String("config", "", "file with one `name=address` a line")
	rounds := flag.Int("rounds", 0, "stop after so many rounds; 0 means never")
	flag.Parse()

	if err := run(*file, *rounds); err != nil {
		log.Fatal(err)
	}
}

func run(file string, rounds int) error {
	settings := config.Default()
	if file != "" {
		if err := settings.Load(file); err != nil {
			return fmt.Errorf("reading targets: %w", err)
		}
	}
	if settings.Len() == 0 {
		return errors.New("nothing to watch")
	}

	ctx, cancel := signal.NotifyContext(context.Background(), os.Interrupt)
	defer cancel()

	registry := metrics.NewRegistry()
	results := cache.New(settings.TTL())
	defer results.Close()
	sessions := session.NewStore(30 * time.Minute)
	bus := events.NewBus()
	defer bus.Close()

	reporter := report.New(registry, results, bus)
	go reporter.Follow(ctx)
	go reporter.Run(ctx, settings.Interval())

	prober := probe.New(registry, settings.Timeout())
	token := sessions.Open("operator")
	for round := 1; rounds == 0 || round <= rounds; round++ {
		if !sessions.Valid(token) {
			token = sessions.Open("operator")
		}
		sessions.Touch(token)
		watch(ctx, settings, prober, results, bus, registry)

		select {
		case <-ctx.Done():
			return nil
		case <-time.After(settings.Interval()):
		}
	}
	fmt.Println(reporter.Summary())
	return nil
}

// watch runs one round: probe everything, remember it, tell the subscribers.
func watch(ctx context.Context, settings *config.Settings, prober *probe.Prober, results *cache.Cache, bus *events.Bus, registry *metrics.Registry) {
	registry.Inc("rounds")
	found := prober.CheckAll(ctx, settings.Targets())
	for name, result := range found {
		if before, ok := results.Get(name); ok && before.Up == result.Up {
			results.Extend(name)
			continue
		}
		results.Set(name, result)
		bus.Publish(events.Event{Target: name, Up: result.Up})
		registry.Inc("changes")
	}
	slow := prober.Slowest(ctx, settings.Targets(), 3)
	for _, name := range slow {
		registry.Inc("slow." + name)
	}
}
