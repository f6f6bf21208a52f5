// Package memory registers a driver and a filter.
package memory

import (
	"strings"

	"fixtures/concurrent_map_writes/drivers/registry"
)

func init() {
	registry.RegisterOk("memory", open)
	registry.AddFilterBad("lower", strings.ToLower)
}

func open(path string) (string, error) { return "memory:" + path, nil }
