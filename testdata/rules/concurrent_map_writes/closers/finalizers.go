package closers

import "runtime"

type handle struct {
	id   int
	tags map[string]string
}

// The finalizer runs when nobody has the object any more.
func openHandleOk(id int) *handle {
	h := &handle{id: id, tags: map[string]string{}}
	runtime.SetFinalizer(h, (*handle).releaseOk)
	h.tags["state"] = "open"
	return h
}

func (h *handle) releaseOk() { clear(h.tags) }

func (h *handle) tagOk(name, value string) { h.tags[name] = value }

func useHandle() string {
	h := openHandleOk(1)
	h.tagOk("name", "first")
	return h.tags["name"]
}

var open = map[int]bool{}

type tracked struct{ id int }

// The finalizer runs on a goroutine of its own, and the map is there for all objects.
func trackBad(id int) *tracked {
	t := &tracked{id: id}
	open[id] = true // want concurrent-map-writes "open"
	runtime.SetFinalizer(t, (*tracked).forgetBad)
	return t
}

func (t *tracked) forgetBad() {
	delete(open, t.id) // want concurrent-map-writes "open"
}

// Track tracks one object after another.
func Track(ids []int) {
	for _, id := range ids {
		println(trackBad(id).id)
	}
}
