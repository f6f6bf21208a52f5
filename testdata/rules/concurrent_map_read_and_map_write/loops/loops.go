// Package loops has one goroutine that writes in a loop and one that reads in a loop.
package loops

import (
	"fmt"
	"sync"
	"time"
)

func readerAndWriterBad() int {
	squares := make(map[int]int)
	sum := 0
	var wg sync.WaitGroup
	wg.Add(2)
	go func() {
		defer wg.Done()
		for i := 0; i < 1000; i++ {
			squares[i] = i * i // want concurrent-map-read-and-map-write "squares"
		}
	}()
	go func() {
		defer wg.Done()
		for i := 0; i < 1000; i++ {
			sum += squares[i]
		}
	}()
	wg.Wait()
	return sum
}

func readerAndWriterOk() int {
	squares := make(map[int]int)
	sum := 0
	var mu sync.RWMutex
	var wg sync.WaitGroup
	wg.Add(2)
	go func() {
		defer wg.Done()
		for i := 0; i < 1000; i++ {
			mu.Lock()
			squares[i] = i * i
			mu.Unlock()
		}
	}()
	go func() {
		defer wg.Done()
		for i := 0; i < 1000; i++ {
			mu.RLock()
			sum += squares[i]
			mu.RUnlock()
		}
	}()
	wg.Wait()
	return sum
}

// Both goroutines run for ever; the ticks order nothing.
func tickersBad() {
	temperatures := map[string]float64{}
	go func() {
		for range time.Tick(time.Second) {
			temperatures["hall"] += 0.1 // want concurrent-map-read-and-map-write
		}
	}()
	go func() {
		for range time.Tick(time.Minute) {
			fmt.Println("hall", temperatures["hall"])
		}
	}()
	select {}
}

func tickersOk() {
	temperatures := map[string]float64{}
	var mu sync.Mutex
	go func() {
		for range time.Tick(time.Second) {
			mu.Lock()
			temperatures["hall"] += 0.1
			mu.Unlock()
		}
	}()
	go func() {
		for range time.Tick(time.Minute) {
			mu.Lock()
			now := temperatures["hall"]
			mu.Unlock()
			fmt.Println("hall", now)
		}
	}()
	select {}
}

// Everybody only reads what was filled before.
func readersOk(names []string) {
	rooms := map[string]int{}
	for i, name := range names {
		rooms[name] = i
	}
	var wg sync.WaitGroup
	for _, name := range names {
		wg.Add(1)
		go func() {
			defer wg.Done()
			fmt.Println(name, rooms[name], len(rooms))
			for other := range rooms {
				_ = other
			}
		}()
	}
	wg.Wait()
}

const (
	flagRead = 1 << iota
	flagWrite
)

// The counter and the flags race, but they are no maps.
func countersOk(names []string) (int, int) {
	rooms := map[string]int{"hall": 1}
	count, flags := 0, 0
	var wg sync.WaitGroup
	for _, name := range names {
		wg.Add(1)
		go func() {
			defer wg.Done()
			count += rooms[name]
			flags |= flagWrite
		}()
	}
	wg.Wait()
	return count, flags
}

type entry struct {
	uses int
}

// The values race, the map does not.
func valuesOk(names []string) {
	entries := map[string]*entry{"hall": {}}
	for _, name := range names {
		go func() {
			if e := entries[name]; e != nil {
				e.uses++
			}
		}()
	}
}
