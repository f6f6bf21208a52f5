// Package gathering has objects whose workers send what they find to one goroutine that keeps it, mostly.
package gathering

import (
	"context"
	"sync"
)

type finding struct {
	file  string
	lines int
	err   error
}

type scanner struct {
	findings chan finding
	group    sync.WaitGroup
	lines    map[string]int
	failed   map[string]error
}

func newScanner() *scanner {
	return &scanner{findings: make(chan finding, 8), lines: map[string]int{}, failed: map[string]error{}}
}

func (s *scanner) scan(file string) finding { return finding{file: file, lines: len(file)} }

func (s *scanner) work(ctx context.Context, files <-chan string) {
	defer s.group.Done()
	for file := range files {
		select {
		case s.findings <- s.scan(file):
		case <-ctx.Done():
			return
		}
	}
}

func (s *scanner) keepOk(f finding) {
	if f.err != nil {
		s.failed[f.file] = f.err
		return
	}
	s.lines[f.file] += f.lines
}

// The caller keeps what the workers find, and looks at it when they are over.
func (s *scanner) runOk(ctx context.Context, files <-chan string) int {
	for range 4 {
		s.group.Add(1)
		go s.work(ctx, files)
	}
	go func() {
		s.group.Wait()
		close(s.findings)
	}()
	for f := range s.findings {
		s.keepOk(f)
	}
	return len(s.lines) - len(s.failed)
}

func scanAll(ctx context.Context, files <-chan string) int {
	return newScanner().runOk(ctx, files)
}

// The workers keep their errors by themselves.
type hasty struct {
	findings chan finding
	group    sync.WaitGroup
	lines    map[string]int
	failed   map[string]error
}

func (h *hasty) work(files <-chan string) {
	defer h.group.Done()
	for file := range files {
		if file == "" {
			h.failBad(file, context.Canceled)
			continue
		}
		h.findings <- finding{file: file, lines: len(file)}
	}
}

func (h *hasty) failBad(file string, err error) {
	h.failed[file] = err // want concurrent-map-writes "h.failed"
}

func (h *hasty) run(files <-chan string) int {
	for range 4 {
		h.group.Add(1)
		go h.work(files)
	}
	go func() {
		h.group.Wait()
		close(h.findings)
	}()
	for f := range h.findings {
		h.lines[f.file] = f.lines
	}
	return len(h.lines)
}

func scanHastily(files <-chan string) int {
	h := &hasty{findings: make(chan finding), lines: map[string]int{}, failed: map[string]error{}}
	return h.run(files)
}
