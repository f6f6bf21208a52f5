// Package config knows what to watch and how often.
package config

import (
	"bufio"
	"fmt"
	"maps"
	"os"
	"strings"
	"sync"
	"time"
)

// Defaults that hold until a file says otherwise. Filled before main starts and only read afterwards.
var defaults = map[string]time.Duration{}

func init() {
	defaults["interval"] = 15 * time.Second
	defaults["timeout"] = 2 * time.Second
	defaults["ttl"] = 5 * time.Minute
}

// Settings may be changed while the service runs.
type Settings struct {
	mu      sync.RWMutex
	targets map[string]string
	times   map[string]time.Duration
}

// Default returns settings with a single local target.
func Default() *Settings {
	s := &Settings{targets: make(map[string]string), times: make(map[string]time.Duration)}
	s.targets["local"] = "localhost:8080"
	for name, value := range defaults {
		s.times[name] = value
	}
	return s
}

// Load replaces the targets by those of a file.
func (s *Settings) Load(path string) error {
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	defer file.Close()

	targets := make(map[string]string)
	lines := bufio.NewScanner(file)
	for number := 1; lines.Scan(); number++ {
		line := strings.TrimSpace(lines.Text())
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		name, address, ok := strings.Cut(line, "=")
		if !ok {
			return fmt.Errorf("%s:%d: no `=` in %q", path, number, line)
		}
		targets[strings.TrimSpace(name)] = strings.TrimSpace(address)
	}
	if err := lines.Err(); err != nil {
		return err
	}

	s.mu.Lock()
	defer s.mu.Unlock()
	s.targets = targets
	return nil
}

// Targets returns a copy: name to address.
func (s *Settings) Targets() map[string]string {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return maps.Clone(s.targets)
}

// Len returns how many targets there are.
func (s *Settings) Len() int {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return len(s.targets)
}

// Interval returns the pause between rounds.
func (s *Settings) Interval() time.Duration { return s.duration("interval") }

// Timeout returns how long a target may take to answer.
func (s *Settings) Timeout() time.Duration { return s.duration("timeout") }

// TTL returns how long a result is believed.
func (s *Settings) TTL() time.Duration { return s.duration("ttl") }

func (s *Settings) duration(name string) time.Duration {
	s.mu.RLock()
	defer s.mu.RUnlock()
	if value, ok := s.times[name]; ok {
		return value
	}
	return defaults[name]
}

// Set changes one of the durations.
func (s *Settings) Set(name string, value time.Duration) error {
	if _, ok := defaults[name]; !ok {
		return fmt.Errorf("there is no setting %q", name)
	}
	s.mu.Lock()
	s.times[name] = value
	s.mu.Unlock()
	return nil
}
