// Package desk calls helpers of another package under the lock, or without it.
package desk

import "fixtures/concurrent_map_writes/callers/depot"

// Sell takes the lock for the helper.
func Sell(d *depot.Depot, name string) bool {
	d.Lock()
	defer d.Unlock()
	return d.TakeOk(name, 1)
}

// Count takes the lock as a reader.
func Count(d *depot.Depot) (sum int) {
	d.RLock()
	defer d.RUnlock()
	for _, count := range depot.StockOk(d) {
		sum += count
	}
	return sum
}

// Promise forgets the lock.
func Promise(d *depot.Depot, name string) {
	d.ReserveBad(name)
}

// Run uses one depot on several goroutines.
func Run(names []string) {
	d := depot.New()
	for _, name := range names {
		go d.AddOk(name, 3)
		go Sell(d, name)
		go Count(d)
		go d.HoldOk(name)
		go Promise(d, name)
	}
}
