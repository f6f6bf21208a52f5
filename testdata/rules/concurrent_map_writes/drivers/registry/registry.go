// Package registry keeps drivers and filters by name, without a lock.
package registry

// Opener opens a store.
type Opener func(path string) (string, error)

var drivers = make(map[string]Opener)

// RegisterOk is called by the init functions of the drivers.
func RegisterOk(name string, open Opener) {
	if _, found := drivers[name]; found {
		panic("registry: " + name + " is registered twice")
	}
	drivers[name] = open
}

// OpenOk looks a driver up for a request.
func OpenOk(name, path string) (string, error) {
	return drivers[name](path)
}

// NamesOk lists the drivers for a request.
func NamesOk() []string {
	var names []string
	for name := range drivers {
		names = append(names, name)
	}
	return names
}

// Filter changes a line.
type Filter func(string) string

var filters = map[string]Filter{}

// AddFilterBad is called by init functions, and by a handler.
func AddFilterBad(name string, filter Filter) {
	filters[name] = filter // want concurrent-map-writes "filters"
}

// ApplyBad runs while filters come in.
func ApplyBad(name, line string) string {
	if filter, found := filters[name]; found { // want concurrent-map-read-and-map-write "filters"
		return filter(line)
	}
	return line
}
