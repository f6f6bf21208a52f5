// Package tokens uses channels as locks and to hand maps over.
package tokens

import (
	"context"
	"sync"
)

// gate is a lock whose owner has put something into the channel.
type gate struct {
	slot  chan struct{}
	rooms map[string]int
}

func newGate() *gate { return &gate{slot: make(chan struct{}, 1), rooms: map[string]int{}} }

func (g *gate) lock()   { g.slot <- struct{}{} }
func (g *gate) unlock() { <-g.slot }

func (g *gate) enterOk(name string) {
	g.lock()
	defer g.unlock()
	g.rooms[name]++
}

func (g *gate) leaveOk(name string) {
	g.slot <- struct{}{}
	g.rooms[name]--
	<-g.slot
}

func useGate(names []string) {
	g := newGate()
	for _, name := range names {
		go g.enterOk(name)
		go g.leaveOk(name)
	}
}

// baton is a lock whose owner has taken what was in the channel.
type baton struct {
	token chan bool
	rooms map[string]int
}

func newBaton() *baton {
	b := &baton{token: make(chan bool, 1), rooms: map[string]int{}}
	b.token <- true
	return b
}

func (b *baton) enterOk(name string) {
	<-b.token
	defer func() { b.token <- true }()
	b.rooms[name]++
}

// enterBeforeOk gives up when it takes too long.
func (b *baton) enterBeforeOk(ctx context.Context, name string) error {
	select {
	case <-b.token:
	case <-ctx.Done():
		return ctx.Err()
	}
	defer func() { b.token <- true }()
	b.rooms[name]++
	return nil
}

func useBaton(ctx context.Context, names []string) {
	b := newBaton()
	for _, name := range names {
		go b.enterOk(name)
		go b.enterBeforeOk(ctx, name)
	}
}

// job is handed to a worker with all that belongs to it.
type job struct {
	name    string
	results map[string]int
}

func workOk(jobs <-chan *job, done chan<- *job) {
	for j := range jobs {
		j.results[j.name] = len(j.name)
		done <- j
	}
}

// Each job has one owner at a time.
func runOk(names []string) int {
	jobs, done := make(chan *job), make(chan *job)
	for range 3 {
		go workOk(jobs, done)
	}
	go func() {
		for _, name := range names {
			j := &job{name: name, results: map[string]int{}}
			j.results["created"] = 1
			jobs <- j
		}
		close(jobs)
	}()
	sum := 0
	for range names {
		j := <-done
		j.results["finished"] = 1
		sum += len(j.results)
	}
	return sum
}

// The slot is taken and given back by functions in variables.
func slotOk(names []string) map[string]int {
	rooms := map[string]int{}
	slot := make(chan struct{}, 1)
	acquire := func() { slot <- struct{}{} }
	release := func() { <-slot }
	var group sync.WaitGroup
	for _, name := range names {
		group.Go(func() {
			acquire()
			defer release()
			rooms[name]++
		})
	}
	group.Wait()
	return rooms
}

// The write comes when the slot is given back.
func slotBad(names []string) map[string]int {
	rooms := map[string]int{}
	slot := make(chan struct{}, 1)
	var group sync.WaitGroup
	for _, name := range names {
		group.Go(func() {
			slot <- struct{}{}
			length := len(name)
			<-slot
			rooms[name] = length // want concurrent-map-writes "rooms"
		})
	}
	group.Wait()
	return rooms
}

// Several slots limit how many there are, and keep none of them apart.
func slotsBad(names []string) map[string]int {
	rooms := map[string]int{}
	slots := make(chan struct{}, 4)
	var group sync.WaitGroup
	for _, name := range names {
		slots <- struct{}{}
		group.Add(1)
		go func() {
			defer group.Done()
			defer func() { <-slots }()
			rooms[name]++ // want concurrent-map-writes "rooms"
		}()
	}
	group.Wait()
	return rooms
}

// Run runs all of them.
func Run(ctx context.Context, names []string) {
	useGate(names)
	useBaton(ctx, names)
	println(runOk(names), len(slotOk(names)), len(slotBad(names)), len(slotsBad(names)))
}
