// Package given hands maps from one struct to another.
package given

import "maps"

type request struct{ labels map[string]string }

type options struct{ labels map[string]string }

// makeOptions gives the options the map of the request.
func makeOptions(r *request) *options {
	o := &options{}
	o.labels = r.labels
	return o
}

func (o *options) tagBad() {
	o.labels["tagged"] = "yes" // want concurrent-map-writes
}

func (r *request) labelBad(name string) string {
	return r.labels[name] // want concurrent-map-read-and-map-write
}

// TagEach tags one map on several goroutines, each under options of its own.
func TagEach(r *request, times int) {
	for range times {
		go func() {
			o := makeOptions(r)
			o.tagBad()
		}()
	}
	_ = r.labelBad("tagged")
}

type copied struct{ labels map[string]string }

// copyOptions gives the options a map of their own.
func copyOptions(r *request) *copied {
	c := &copied{}
	c.labels = maps.Clone(r.labels)
	return c
}

func (c *copied) tag() { c.labels["tagged"] = "yes" }

// TagCopies tags a map of its own on each goroutine.
func TagCopies(r *request, times int) {
	for range times {
		go func() {
			c := copyOptions(r)
			c.tag()
		}()
	}
}

type owned struct{ labels map[string]string }

// makeOwned gives an object the map of a request that each caller makes for itself.
func makeOwned(r *request) *owned {
	o := &owned{}
	o.labels = r.labels
	return o
}

func (o *owned) tag() { o.labels["tagged"] = "yes" }

// TagOwn makes the request on the goroutine, too.
func TagOwn(times int) {
	for range times {
		go func() {
			r := &request{labels: map[string]string{}}
			makeOwned(r).tag()
		}()
	}
}
