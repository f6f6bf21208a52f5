// Package doubles has functions that only tests are meant to call.
package doubles

import "sync"

type Lookups struct {
	mu    sync.Mutex
	names map[string]string
}

func (l *Lookups) AddOk(name, value string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.names[name] = value
}

func (l *Lookups) RemoveOk(name string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.names, name)
}

func (l *Lookups) SetMockData(name, value string) { l.names[name] = value }

func (l *Lookups) ResetForTesting() { clear(l.names) }

func (l *Lookups) TestSetName(name, value string) { l.names[name] = value }

func (l *Lookups) ResetBad() {
	clear(l.names) // want unguarded-map-access
}

func (l *Lookups) GetOk(name string) string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.names[name]
}
