// Package disk registers a driver while variables are made.
package disk

import "fixtures/concurrent_map_writes/drivers/registry"

var registered = register()

func register() bool {
	registry.RegisterOk("disk", func(path string) (string, error) { return "disk:" + path, nil })
	return true
}
