// Package relayed has getters that return what lies in what another getter returned.
package relayed

type book struct{ counts map[string]int }

type library struct{ book *book }

var only = &library{book: &book{counts: map[string]int{}}}

func open() *library { return only }

func pages() *book { return open().book }

func countBad(name string) {
	pages().counts[name]++ // want concurrent-map-writes
}

func Count(names []string) {
	for _, name := range names {
		go countBad(name)
	}
}

func build() *library { return &library{book: &book{counts: map[string]int{}}} }

func fresh() *book { return build().book }

// Each has a library of its own.
func countOk(name string) {
	fresh().counts[name]++
}

func CountApart(names []string) {
	for _, name := range names {
		go countOk(name)
	}
}
