// Package hooks runs what lies in a variable, on goroutines and in place.
package hooks

// Hook is called for each name.
var Hook func(name string)

func run(name string) { Hook(name) }

func RunAll(names []string) {
	for _, name := range names {
		go run(name)
	}
}

func RunOne(name string) { run(name) }

type Scanner struct{ names map[string]int }

var scan = func(*Scanner) {}

func (s *Scanner) Start() { go scan(s) }
