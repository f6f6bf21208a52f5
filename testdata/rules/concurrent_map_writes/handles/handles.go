// Package handles has functions that leave a goroutine behind, and what they return may wait for it.
package handles

import (
	"io"
	"sync"
	"time"
)

// Logger tells a function of each line that is written to it.
type Logger struct {
	lines chan string
	over  chan struct{}
}

func (l *Logger) Write(line []byte) (int, error) {
	l.lines <- string(line)
	return len(line), nil
}

// Close waits for the last line.
func (l *Logger) Close() error {
	close(l.lines)
	<-l.over
	return nil
}

// NewLogger returns it as what it can do.
func NewLogger(tell func(string)) (io.WriteCloser, error) {
	l := &Logger{lines: make(chan string), over: make(chan struct{})}
	go func() {
		defer close(l.over)
		for line := range l.lines {
			tell(line)
		}
	}()
	return l, nil
}

// The logger is closed when the inner function returns.
func InnerOk(r io.Reader) (int, error) {
	seen := map[string]bool{}
	err := func() error {
		logger, err := NewLogger(func(line string) {
			seen[line] = true
		})
		if err != nil {
			return err
		}
		defer logger.Close()
		_, err = io.Copy(logger, r)
		return err
	}()
	seen["end"] = true
	return len(seen), err
}

// Close comes before.
func ClosedOk(r io.Reader) (int, error) {
	seen := map[string]bool{}
	logger, err := NewLogger(func(line string) {
		seen[line] = true
	})
	if err != nil {
		return 0, err
	}
	if _, err := io.Copy(logger, r); err != nil {
		return 0, err
	}
	if err := logger.Close(); err != nil {
		return 0, err
	}
	seen["end"] = true
	return len(seen), nil
}

// Nobody closes it.
func OpenBad(r io.Reader) (int, error) {
	seen := map[string]bool{}
	logger, err := NewLogger(func(line string) {
		seen[line] = true // want concurrent-map-writes
	})
	if err != nil {
		return 0, err
	}
	_, err = io.Copy(logger, r)
	seen["end"] = true
	return len(seen), err
}

// It is closed too late.
func LateBad(r io.Reader) (int, error) {
	seen := map[string]bool{}
	logger, err := NewLogger(func(line string) {
		seen[line] = true // want concurrent-map-writes
	})
	if err != nil {
		return 0, err
	}
	defer logger.Close()
	_, err = io.Copy(logger, r)
	seen["end"] = true
	return len(seen), err
}

// Another one is closed.
func OtherBad(r io.Reader, other io.Closer) (int, error) {
	seen := map[string]bool{}
	logger, err := NewLogger(func(line string) {
		seen[line] = true // want concurrent-map-writes
	})
	if err != nil {
		return 0, err
	}
	_, err = io.Copy(logger, r)
	other.Close()
	seen["end"] = true
	return len(seen), err
}

// Teller tells a function the time.
type Teller interface {
	Stop()
}

// Ticker is told to stop, and goes on until it sees that.
type Ticker struct {
	mu      sync.Mutex
	stopped bool
}

// Stop does not wait.
func (t *Ticker) Stop() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.stopped = true
}

func (t *Ticker) isStopped() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.stopped
}

// NewTicker starts one.
func NewTicker(tell func(time.Time)) Teller {
	t := &Ticker{}
	go func() {
		for !t.isStopped() {
			tell(time.Now())
		}
	}()
	return t
}

// What Stop does is seen: the goroutine may still be at work.
func StoppedBad() int {
	seen := map[int]bool{}
	ticker := NewTicker(func(now time.Time) {
		seen[now.Second()] = true // want concurrent-map-writes
	})
	time.Sleep(time.Second)
	ticker.Stop()
	seen[0] = true
	return len(seen)
}

// DoneCount only says how many it told.
func (l *Lines) DoneCount() int {
	l.told <- true
	return l.count
}

// Lines tells a function of lines.
type Lines struct {
	told  chan bool
	count int
}

// NewLines starts one.
func NewLines(tell func(string)) *Lines {
	l := &Lines{told: make(chan bool, 9)}
	go func() {
		for {
			tell("line")
		}
	}()
	return l
}

// The name only begins like an end.
func CountedBad() int {
	seen := map[string]bool{}
	lines := NewLines(func(line string) {
		seen[line] = true // want concurrent-map-writes
	})
	lines.DoneCount()
	seen["end"] = true
	return len(seen)
}
