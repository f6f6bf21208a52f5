// Package marshal encodes and prints maps, which reads all of them.
package marshal

import (
	"encoding/json"
	"fmt"
	"sync"
)

type report struct {
	mu    sync.Mutex
	lines map[string]int
}

func (r *report) addOk(name string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.lines[name]++
}

func (r *report) encodeBad() ([]byte, error) {
	return json.Marshal(r.lines) // want concurrent-map-iteration-and-map-write "lines"
}

func (r *report) encodeOk() ([]byte, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return json.Marshal(r.lines)
}

func (r *report) printBad() {
	fmt.Println(r.lines) // want concurrent-map-iteration-and-map-write "lines"
}

func (r *report) printOk() {
	r.mu.Lock()
	defer r.mu.Unlock()
	fmt.Println(r.lines)
}

func useReport(names []string) {
	r := &report{lines: map[string]int{}}
	for _, name := range names {
		go r.addOk(name)
	}
	_, _ = r.encodeBad()
	_, _ = r.encodeOk()
	r.printBad()
	r.printOk()
}

type envelope struct {
	Lines map[string]int
}

func encodeEnvelopeBad(e *envelope) ([]byte, error) {
	go func() {
		e.Lines["late"]++ // want concurrent-map-iteration-and-map-write "Lines"
	}()
	return json.Marshal(e)
}
