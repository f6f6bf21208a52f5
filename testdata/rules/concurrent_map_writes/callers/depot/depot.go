// Package depot has helpers that leave the locking to whoever calls them.
package depot

import "sync"

// Depot is locked by its users, too: the lock is embedded.
type Depot struct {
	sync.RWMutex
	stock    map[string]int
	reserved map[string]int
}

// New makes an empty depot.
func New() *Depot {
	return &Depot{stock: map[string]int{}, reserved: map[string]int{}}
}

// StockOk must be called with the lock held, and all do.
func StockOk(d *Depot) map[string]int { return d.stock }

// TakeOk must be called with the lock held, and all do.
func (d *Depot) TakeOk(name string, count int) bool {
	if d.stock[name] < count {
		return false
	}
	moveOk(d.stock, name, -count)
	return true
}

// moveOk works on a map, whoever guards it.
func moveOk(amounts map[string]int, name string, by int) {
	amounts[name] += by
	if amounts[name] == 0 {
		delete(amounts, name)
	}
}

// AddOk locks by itself.
func (d *Depot) AddOk(name string, count int) {
	d.Lock()
	defer d.Unlock()
	moveOk(d.stock, name, count)
}

// ReserveBad must be called with the lock held, which one forgets.
func (d *Depot) ReserveBad(name string) {
	d.reserved[name]++ // want concurrent-map-writes "d.reserved"
}

// HoldOk locks by itself.
func (d *Depot) HoldOk(name string) {
	d.Lock()
	d.ReserveBad(name)
	d.Unlock()
}
