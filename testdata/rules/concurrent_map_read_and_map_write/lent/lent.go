// Package lent starts goroutines under a lock and waits for them before the lock is given back.
package lent

import "sync"

type ledger struct {
	mu    sync.Mutex
	sums  map[string]int
	rates map[string]int
	marks map[string]int
}

func (l *ledger) countOk() int {
	return len(l.sums)
}

// The lock is held for as long as the goroutines run.
func (l *ledger) SumOk(rounds <-chan int) {
	for n := range rounds {
		l.mu.Lock()
		var group sync.WaitGroup
		for range n {
			group.Add(1)
			go func() {
				defer group.Done()
				l.countOk()
			}()
		}
		group.Wait()
		l.mu.Unlock()
	}
}

func (l *ledger) AddOk(name string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.sums[name]++
}

// The lock is given back while the goroutines still run.
func (l *ledger) RateBad(rounds <-chan int) {
	for n := range rounds {
		l.mu.Lock()
		var group sync.WaitGroup
		for range n {
			group.Add(1)
			go func() {
				defer group.Done()
				println(l.rates["a"]) // want concurrent-map-read-and-map-write
			}()
		}
		l.mu.Unlock()
		group.Wait()
	}
}

func (l *ledger) SetRate(name string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.rates[name]++
}

// The lock keeps others out, not the function that holds it.
func (l *ledger) MarkBad(names []string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	var group sync.WaitGroup
	group.Add(1)
	go func() {
		defer group.Done()
		println(len(l.marks)) // want concurrent-map-read-and-map-write
	}()
	for _, name := range names {
		l.marks[name]++
	}
	group.Wait()
}

func Start(rounds <-chan int, names []string) {
	l := &ledger{sums: map[string]int{}, rates: map[string]int{}, marks: map[string]int{}}
	go l.SumOk(rounds)
	go l.RateBad(rounds)
	for _, name := range names {
		l.AddOk(name)
		l.SetRate(name)
	}
	l.MarkBad(names)
}
