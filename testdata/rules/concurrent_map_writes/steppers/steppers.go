// Package steppers has objects whose one loop runs a function that lies in a field.
package steppers

import "time"

type machine struct {
	votes map[int]bool
	tick  func()
	in    chan int
}

func (m *machine) becomeOk() { m.tick = m.electOk }

func (m *machine) electOk() { m.stepOk(0) }

func (m *machine) stepOk(id int) { m.votes[id] = true }

func (m *machine) runOk() {
	ticker := time.NewTicker(time.Second)
	for {
		select {
		case <-ticker.C:
			m.tick()
		case id := <-m.in:
			m.stepOk(id)
		}
	}
}

func startOk() *machine {
	m := &machine{votes: map[int]bool{}, in: make(chan int)}
	m.becomeOk()
	go m.runOk()
	return m
}

type other struct {
	votes map[int]bool
	tick  func()
	in    chan int
}

func (o *other) electBad() {
	o.votes[0] = true // want concurrent-map-writes
}

func (o *other) ticks() {
	for range time.Tick(time.Second) {
		o.tick()
	}
}

func (o *other) runBad() {
	for id := range o.in {
		o.votes[id] = true // want concurrent-map-writes
	}
}

func start() *other {
	o := &other{votes: map[int]bool{}, in: make(chan int)}
	o.tick = o.electBad
	go o.ticks()
	go o.runBad()
	return o
}

func Start() (*machine, *other) { return startOk(), start() }
