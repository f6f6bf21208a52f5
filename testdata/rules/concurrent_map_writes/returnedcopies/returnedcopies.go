// Package returnedcopies reaches a locked map through the copy of a struct that a function returned: what lies behind a pointer of the copy
// is the same object, with the same lock.
package returnedcopies

import "sync"

type folders struct {
	mu    sync.Mutex
	paths map[string]string
}

func (f *folders) addOk(name, path string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.paths[name] = path
}

func (f *folders) addAllOk(paths map[string]string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for name, path := range paths {
		f.paths[name] = path
	}
}

type options struct {
	folders *folders
	depth   int
}

type build struct {
	options options
}

func (b *build) deeper() (options, error) {
	o := b.options
	o.depth++
	return o, nil
}

func (b *build) runOk() error {
	go b.options.folders.addOk("here", ".")
	o, err := b.deeper()
	if err != nil {
		return err
	}
	o.folders.addAllOk(map[string]string{"there": ".."})
	return nil
}

// names has no lock that others take too.
type names struct {
	mu   sync.Mutex
	seen map[string]int
}

func (n *names) addBad(name string) {
	n.seen[name]++ // want concurrent-map-writes "n.seen"
}

func (n *names) addOk(name string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.seen[name]++
}

type settings struct {
	names *names
	depth int
}

type check struct {
	settings settings
}

func (c *check) deeper() (settings, error) {
	s := c.settings
	s.depth++
	return s, nil
}

func (c *check) runOk() error {
	go c.settings.names.addOk("here")
	s, err := c.deeper()
	if err != nil {
		return err
	}
	s.names.addBad("there")
	return nil
}

// table lies in the struct itself with its lock: a copy shares the map, and locks a lock of its own.
type table struct {
	mu   sync.Mutex
	rows map[string]int
}

func (t *table) putOk(name string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.rows[name]++
}

type sheet struct {
	table table
}

func (s *sheet) copied() (table, error) {
	t := s.table
	return t, nil
}

func (s *sheet) runBad() error {
	go s.table.putOk("here")
	t, err := s.copied()
	if err != nil {
		return err
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.rows["there"]++ // miss concurrent-map-writes: alias, the lock of the copy is taken for that of the original
	return nil
}

func main() {
	b := &build{options: options{folders: &folders{paths: map[string]string{}}}}
	_ = b.runOk()
	c := &check{settings: settings{names: &names{seen: map[string]int{}}}}
	_ = c.runOk()
	s := &sheet{table: table{rows: map[string]int{}}}
	_ = s.runBad()
}
