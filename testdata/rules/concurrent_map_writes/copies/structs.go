package copies

import (
	"encoding/json"
	"sync"
)

// A report whose maps are replaced as a whole: whoever copied the struct keeps the old ones.
type report struct {
	Totals map[string]int
	Names  map[string]string
}

type desk struct {
	mu     sync.Mutex
	report report
}

// publishOk reads its own copy.
func (d *desk) publishOk(totals map[string]int) int {
	d.mu.Lock()
	d.report.Totals = totals
	own := d.report
	d.mu.Unlock()
	text, _ := json.Marshal(own)
	return len(own.Totals) + len(text)
}

// publishBad reads through a pointer to what others have.
func (d *desk) publishBad(names map[string]string) int {
	d.mu.Lock()
	d.report.Names = names
	shared := &d.report
	d.mu.Unlock()
	return len(shared.Names) // want concurrent-map-read-and-map-write
}

// UseDesk runs them side by side.
func UseDesk(d *desk) {
	for range 3 {
		go d.publishOk(map[string]int{})
		go d.publishBad(map[string]string{})
	}
}

// A monitor that is given the state of what it watches, or shares it.
type state struct {
	labels map[string]string
	marks  map[string]string
	notes  map[string]string
}

type resource struct{ state state }

type monitor struct {
	last   state
	shared *state
}

func newMonitor(r *resource) *monitor {
	m := &monitor{shared: &r.state}
	m.last = r.state
	go m.watchOk()
	go m.watchBad()
	return m
}

func (m *monitor) watchOk() {
	if m.last.labels != nil {
		m.last.labels = map[string]string{}
	}
}

func (m *monitor) watchBad() {
	for label := range m.last.marks { // want concurrent-map-iteration-and-map-write
		print(label)
	}
	for label := range m.shared.notes { // want concurrent-map-iteration-and-map-write
		print(label)
	}
}

func (r *resource) reconcileBad() {
	newMonitor(r)
	r.state.labels = map[string]string{}
	r.state.marks["seen"] = "yes" // want concurrent-map-iteration-and-map-write

	r.state.notes = map[string]string{} // want concurrent-map-iteration-and-map-write
}

// UseResource begins.
func UseResource(r *resource) { r.reconcileBad() }
