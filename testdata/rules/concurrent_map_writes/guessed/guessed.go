// Package guessed calls methods of what it is handed.
package guessed

type store interface{ keep(name string) }

type files struct{ sizes map[string]int }

func (f *files) keep(name string) { f.sizes[name]++ }

type cache struct{ sizes map[string]int }

func (c *cache) keep(name string) { c.sizes[name]++ }

// KeepOk is handed what code that is not seen puts behind the interface.
func KeepOk(s store) {
	go s.keep("first")
	s.keep("second")
}

func NewFiles() store { return &files{sizes: map[string]int{}} }

func NewCache() store { return &cache{sizes: map[string]int{}} }

type shelf interface{ layBad(name string) }

type wood struct{ sizes map[string]int }

func (w *wood) layBad(name string) {
	w.sizes[name]++ // miss concurrent-map-writes: dispatch, which of the two types is handed is not told apart
}

type steel struct{ sizes map[string]int }

func (s *steel) layBad(name string) {
	s.sizes[name]++ // miss concurrent-map-writes: dispatch, which of the two types is handed is not told apart
}

// All that it is handed is seen, but not which of it is handed each time.
func layAll(s shelf) {
	go s.layBad("first")
	s.layBad("second")
}

func Lay() {
	layAll(&wood{sizes: map[string]int{}})
	layAll(&steel{sizes: map[string]int{}})
}
