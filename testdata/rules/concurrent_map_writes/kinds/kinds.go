// Package kinds has functions that are told by a constant what to do.
package kinds

type kind int

const (
	kindPlain kind = iota
	kindRoot
)

var roots = map[string]int{}

func storeOk(kind kind, name string) {
	isRoot := kind == kindRoot
	if isRoot {
		roots[name]++
	}
}

// Of the two goroutines one stores roots.
func startOk() {
	go storeOk(kindPlain, "a")
	go storeOk(kindRoot, "b")
}

var counts = map[string]int{}

func countOk(mode string, name string) {
	if mode != "count" {
		return
	}
	counts[name]++
}

func startCountsOk() {
	go countOk("skip", "a")
	go countOk("count", "b")
}

var leaves = map[string]int{}

func storeBad(kind kind, name string) {
	isLeaf := kind != kindRoot
	if isLeaf {
		leaves[name]++ // want concurrent-map-writes "leaves"
	}
}

// Neither is a root.
func start(other kind) {
	go storeBad(kindPlain, "a")
	go storeBad(other, "b")
}

var firsts = map[string]int{}

// What the local says is not always what the formal is.
func markBad(kind kind, name string, all bool) {
	isRoot := kind == kindRoot
	if all {
		isRoot = true
	}
	if isRoot {
		firsts[name]++ // want concurrent-map-writes "firsts"
	}
}

func startMarks(all bool) {
	go markBad(kindPlain, "a", all)
	go markBad(kindRoot, "b", all)
}

// Start does all of it.
func Start(all bool) {
	startOk()
	startCountsOk()
	start(kindPlain)
	startMarks(all)
}
