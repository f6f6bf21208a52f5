// Package client reaches past the lock of a store.
package client

import "fixtures/concurrent_map_writes/exportedfield/store"

// ImportBad writes the map of the store while the store's own writers run.
func ImportBad(entries map[string]string) *store.Store {
	s := store.New()
	for key, value := range entries {
		go s.SetOk(key, value)
	}
	s.Items["imported"] = "yes" // want concurrent-map-writes "Items"
	return s
}

// PrepareOk writes the map before anybody else has the store.
func PrepareOk(entries map[string]string) *store.Store {
	s := store.New()
	s.Items["prepared"] = "yes"
	for key, value := range entries {
		go s.SetOk(key, value)
	}
	return s
}
