// Package ownorder has a recorder that tests use in their own order, and programs as they like.
package ownorder

// Recorder counts names.
type Recorder struct {
	counts map[string]int
}

func (r *Recorder) addBad(name string) {
	r.counts[name]++ // want concurrent-map-writes
}

func (r *Recorder) resetBad() {
	r.counts["all"] = 0 // want concurrent-map-writes
}

// In a program hardly anything keeps the two apart.
func Record() {
	r := &Recorder{counts: map[string]int{}}
	go r.addBad("first")
	r.resetBad()
}
