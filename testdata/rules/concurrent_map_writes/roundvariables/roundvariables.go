//go:build go1.21

// Package roundvariables is of a Go in which all rounds of a loop share its variables, and copies them for each round: each goroutine
// has an element of its own but where the variable itself is captured.
package roundvariables

func redeclaredOk(counts map[string]map[string]int) {
	for name, count := range counts {
		count := count
		name := name
		go func() { count[name]++ }()
	}
}

func bothOk(counts []map[string]int) {
	for _, count := range counts {
		count := count
		go func() { count["a"]++ }()
	}
}

func argumentOk(counts map[string]map[string]int) {
	for _, count := range counts {
		go func(count map[string]int) { count["a"]++ }(count)
	}
}

type shard struct{ items map[string]int }

func (s *shard) addOk() { s.items["a"]++ }

func structOk(shards []*shard) {
	for _, s := range shards {
		s := s
		go func() { s.addOk() }()
	}
}

// The twin that is wrong: all goroutines may have the last element.
func capturedBad(counts map[string]map[string]int) int {
	started := 0
	for _, count := range counts {
		go func() {
			count["a"]++ // want concurrent-map-writes
		}()
		started++
	}
	return started
}

func parts() map[string]map[string]int {
	return map[string]map[string]int{"a": {}, "b": {}, "c": {}}
}

// Run runs them all.
func Run() {
	redeclaredOk(parts())
	bothOk([]map[string]int{{}, {}, {}})
	argumentOk(parts())
	structOk([]*shard{{items: map[string]int{}}, {items: map[string]int{}}})
}

// RunRacy runs the racy twin.
func RunRacy() { capturedBad(parts()) }
