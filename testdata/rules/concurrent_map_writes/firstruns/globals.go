package firstruns

type settings struct {
	limits map[string]int
}

var active *settings

// limitsOk makes the limits when they are first asked for: Main does so before it starts anything.
func limitsOk(names []string) *settings {
	if active == nil {
		active = &settings{}
		active.limits = map[string]int{}
		for _, name := range names {
			active.limits[name] = 1
		}
	}
	return active
}

func workOk(name string) int {
	if active == nil {
		return 0
	}
	return active.limits[name]
}

func turnOk(names []string) {
	for _, name := range names {
		go workOk(name)
	}
	limitsOk(names)
}

// Main asks for the limits first.
func Main(names []string) {
	limitsOk(names)
	turnOk(names)
}

var late *settings

// lateBad makes them while others may have begun to read.
func lateBad(names []string) *settings {
	if late == nil {
		late = &settings{limits: map[string]int{}}
		for _, name := range names {
			late.limits[name] = 1 // want concurrent-map-read-and-map-write "late.limits"
		}
	}
	return late
}

func readLateBad(name string) int {
	if late == nil {
		return 0
	}
	return late.limits[name] // want concurrent-map-read-and-map-write "late.limits"
}

func turn(names []string) {
	for _, name := range names {
		go readLateBad(name)
	}
	lateBad(names)
}

// Late does not ask for them before.
func Late(names []string) {
	turn(names)
}
