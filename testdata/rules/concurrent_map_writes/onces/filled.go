package onces

import "sync"

// Whoever asks for a table says what fills it; the first one does.
type filled struct {
	once sync.Once
	rows map[string]int
}

func (f *filled) fill(with func(f *filled)) *filled {
	f.once.Do(func() { with(f) })
	return f
}

func (f *filled) again(with func(f *filled)) *filled {
	func() { with(f) }()
	return f
}

func (f *filled) addOk(name string) {
	if f.rows == nil {
		f.rows = map[string]int{}
	}
	f.rows[name] = len(name)
}

var units, marks filled

func unitsOk() *filled { return units.fill(func(f *filled) { f.addOk("one") }) }

func marksBad() *filled {
	return marks.again(func(f *filled) { f.rows["one"] = 1 }) // want concurrent-map-writes
}

func useFilled(names []string) {
	for range names {
		go unitsOk()
		go marksBad()
	}
}
