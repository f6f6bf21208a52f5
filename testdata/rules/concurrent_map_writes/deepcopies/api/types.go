// Package api has types with generated copies.
package api

// Node is shared by a cache and whoever reads from it.
type Node struct {
	Name   string
	Labels map[string]string
	Ports  map[string]int
}
