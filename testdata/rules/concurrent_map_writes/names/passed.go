package names

import "sync"

// One map for what comes from all.
func mergeBad(into map[string]int, parts ...map[string]int) {
	for _, part := range parts {
		for name, count := range part {
			into[name] += count // want concurrent-map-writes "into"
		}
	}
}

// Merge merges side by side.
func Merge(parts []map[string]int) map[string]int {
	total := map[string]int{}
	var group sync.WaitGroup
	for _, part := range parts {
		group.Go(func() { mergeBad(total, part) })
	}
	group.Wait()
	return total
}

func mergeOk(into, part map[string]int) {
	for name, count := range part {
		into[name] += count
	}
}

// MergeOwn merges each into a map of its own.
func MergeOwn(parts []map[string]int) {
	var group sync.WaitGroup
	for _, part := range parts {
		group.Go(func() {
			total := map[string]int{}
			mergeOk(total, part)
		})
	}
	group.Wait()
}

// The map has no type on the way.
func putBad(into any, name string) {
	if counts, ok := into.(map[string]int); ok {
		counts[name]++ // want concurrent-map-writes "counts"
	}
}

// Put passes one map as any.
func Put(names []string) {
	counts := map[string]int{}
	for _, name := range names {
		go putBad(counts, name)
	}
}

func pair() (map[string]int, map[string]int) { return map[string]int{}, map[string]int{} }

// TwoOk uses one result here and the other there.
func TwoOk() {
	left, right := pair()
	go func() { left["first"]++ }()
	right["first"]++
}

// OneBad uses one result under two names.
func OneBad() {
	left, _ := pair()
	right := left
	go func() {
		left["first"]++ // want concurrent-map-writes "left"
	}()
	right["first"]++
}

// LaterBad makes the map when the function that uses it is there already.
func LaterBad() {
	var counts map[string]int
	start := func() {
		go func() {
			counts["first"]++ // want concurrent-map-writes "counts"
		}()
	}
	counts = map[string]int{}
	start()
	start()
}
