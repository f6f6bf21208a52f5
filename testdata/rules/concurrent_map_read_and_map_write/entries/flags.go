package entries

import (
	"strings"
	"sync"
)

// Modes is a flag for the command line, which is read before anything runs.
type Modes struct {
	mu  sync.RWMutex
	set map[string]bool
	off map[string]bool
}

func (m *Modes) String() string { return "" }

func (m *Modes) Set(text string) error {
	for _, mode := range strings.Split(text, ",") {
		m.set[mode] = true
	}
	return nil
}

func (m *Modes) IsSetOk(mode string) bool {
	m.mu.RLock()
	defer m.mu.RUnlock()
	return m.set[mode]
}

// SwitchBad may be called at any time.
func (m *Modes) SwitchBad(mode string) {
	m.off[mode] = true // want unguarded-map-access
}

func (m *Modes) IsOffOk(mode string) bool {
	m.mu.RLock()
	defer m.mu.RUnlock()
	return m.off[mode]
}
