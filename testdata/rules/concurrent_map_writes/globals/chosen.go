package globals

var (
	colours = map[string]int{"red": 1}
	current = map[string]int{}
)

// pickOk gives a local one of the package's maps, which nobody replaces.
func pickOk(kind, name string) int {
	var table map[string]int
	switch kind {
	case "colour":
		table = colours
	}
	return table[name]
}

func findOk(name string) int { return colours[name] }

// renewBad replaces the map of the package itself.
func renewBad() {
	current = map[string]int{} // want concurrent-map-read-and-map-write "current"
}

func askBad(name string) int {
	return current[name] // want concurrent-map-read-and-map-write "current"
}

func choose(names []string) {
	for _, name := range names {
		go pickOk("colour", name)
		go findOk(name)
		go renewBad()
		go askBad(name)
	}
}
