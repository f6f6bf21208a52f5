// Package ledger has one ledger, which whoever asks first makes.
package ledger

import "sync"

type Ledger struct {
	mu      sync.Mutex
	entries map[string]int
}

var (
	once sync.Once
	only *Ledger
)

// GetOk makes the map where nobody has the ledger yet: all who get it come after that.
func GetOk() *Ledger {
	once.Do(func() {
		only = &Ledger{}
		if only.entries == nil {
			only.entries = map[string]int{}
		}
	})
	return only
}

func (l *Ledger) AddOk(name string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.entries[name]++
}

var (
	lateOnce sync.Once
	late     = &Ledger{entries: map[string]int{}}
)

// PrepareBad may run when others have the ledger.
func PrepareBad() {
	lateOnce.Do(func() {
		late.entries["start"] = 1 // want concurrent-map-writes "late.entries"
	})
}

// LateOk gives the ledger to whoever wants it, prepared or not.
func LateOk() *Ledger { return late }
