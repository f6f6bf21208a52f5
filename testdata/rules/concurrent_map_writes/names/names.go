// Package names gives one map several names, or several maps one name.
package names

import (
	"maps"
	"sync"
)

type bag map[string]int

// The receiver is the map.
func (b bag) addBad(name string) {
	b[name]++ // want concurrent-map-writes
}

func useBag(names []string) bag {
	b := bag{}
	var group sync.WaitGroup
	for _, name := range names {
		group.Add(1)
		go func(b bag) {
			defer group.Done()
			b.addBad(name)
		}(b)
	}
	group.Wait()
	return b
}

func (b bag) copyOk() bag { return maps.Clone(b) }

func (b bag) addOk(name string) { b[name]++ }

// Each round copies the bag before its goroutine begins.
func copyBags(names []string) {
	b := bag{"first": 1}
	for _, name := range names {
		b := b.copyOk()
		go b.addOk(name)
	}
}

// orEmpty returns what it was given, most of the time.
func orEmpty(counts map[string]int) map[string]int {
	if counts == nil {
		return map[string]int{}
	}
	return counts
}

func throughBad(counts map[string]int, names []string) {
	counts = orEmpty(counts)
	for _, name := range names {
		go func() {
			counts[name]++ // want concurrent-map-writes "counts"
		}()
	}
}

// Through is there for its callers.
func Through(names []string) {
	throughBad(map[string]int{}, names)
}

// ownCopy begins with a copy, under the name of the parameter.
func ownCopyOk(counts map[string]int, name string) {
	counts = maps.Clone(counts)
	counts[name]++
}

func useOwnCopy(names []string) {
	counts := map[string]int{"first": 1}
	for _, name := range names {
		go ownCopyOk(counts, name)
	}
	println(len(counts))
}

type settings struct {
	name   string
	labels map[string]string
}

// tagBad has a copy of the struct, and the map of all.
func (s settings) tagBad(name string) {
	s.name = name
	s.labels["name"] = name // want concurrent-map-writes "labels"
}

// tagOk gives its copy a map of its own.
func (s settings) tagOk(name string) settings {
	labels := make(map[string]string, len(s.labels))
	for key, value := range s.labels {
		labels[key] = value
	}
	s.labels = labels
	s.labels["name"] = name
	return s
}

func useSettings(names []string) {
	base := settings{labels: map[string]string{}}
	for _, name := range names {
		go base.tagBad(name)
	}
}

func useOtherSettings(names []string) {
	base := settings{labels: map[string]string{}}
	for _, name := range names {
		go base.tagOk(name)
	}
}

// The inner name hides the outer one in one branch only.
func branchBad(names []string, apart bool) int {
	counts := map[string]int{}
	for _, name := range names {
		if apart {
			counts := map[string]int{}
			go func() { counts[name]++ }()
			continue
		}
		go func() {
			counts[name]++ // want concurrent-map-writes "counts"
		}()
	}
	return 0
}
