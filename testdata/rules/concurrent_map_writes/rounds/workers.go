package rounds

import "sync"

const oneWorker = 1

const fewWorkers = 3

type pool struct {
	seen map[string]int
	jobs chan string
}

func (p *pool) work() {
	for job := range p.jobs {
		p.seen[job]++
	}
}

// run starts as many workers as it is asked for, and all callers ask for one.
func (p *pool) run(workers int, stop chan bool) {
	for i := 0; i < workers; i++ {
		go p.work()
	}
	<-stop
}

func (p *pool) start(workers int) {
	p.run(workers, make(chan bool))
}

func oneOk() {
	p := &pool{seen: map[string]int{}, jobs: make(chan string)}
	p.start(oneWorker)
}

func anotherOk() {
	p := &pool{seen: map[string]int{}, jobs: make(chan string)}
	p.run(1, make(chan bool))
}

type crew struct {
	seen map[string]int
	jobs chan string
}

func (c *crew) work() {
	for job := range c.jobs {
		c.seen[job]++
	}
}

func (c *crew) countBad(job string) {
	c.seen[job]++ // want concurrent-map-writes "c.seen"
}

// runs has a caller that asks for more.
func (c *crew) runs(workers int) {
	for i := 1; i <= workers; i++ {
		go c.countBad("a")
	}
}

func fewOfThem() {
	c := &crew{seen: map[string]int{}, jobs: make(chan string)}
	c.runs(fewWorkers)
}

func oneOfThem() {
	c := &crew{seen: map[string]int{}, jobs: make(chan string)}
	c.runs(oneWorker)
}

type gang struct {
	seen map[string]int
}

func (g *gang) countBad(job string) {
	g.seen[job]++ // want concurrent-map-writes "g.seen"
}

// runs does not go by what it is told alone.
func (g *gang) runs(workers int) {
	if workers < 2 {
		workers = fewWorkers
	}
	for range workers {
		go g.countBad("a")
	}
}

func asManyAsItTakes() {
	g := &gang{seen: map[string]int{}}
	g.runs(oneWorker)
}

type shift struct {
	seen map[string]int
}

func (s *shift) countBad(job string) {
	s.seen[job]++ // want concurrent-map-writes "s.seen"
}

// runs goes round once, and its caller often.
func (s *shift) runs(workers int) {
	for range workers {
		go s.countBad("a")
	}
}

func dayAfterDay() {
	s := &shift{seen: map[string]int{}}
	for i := 0; i < fewWorkers; i++ {
		s.runs(oneWorker)
	}
}

func constantOk() map[string]int {
	counts := map[string]int{}
	var group sync.WaitGroup
	for range oneWorker {
		group.Add(1)
		go func() {
			defer group.Done()
			counts["a"]++
		}()
	}
	group.Wait()
	return counts
}

func constantBad() map[string]int {
	counts := map[string]int{}
	var group sync.WaitGroup
	for range fewWorkers {
		group.Add(1)
		go func() {
			defer group.Done()
			counts["a"]++ // want concurrent-map-writes "counts"
		}()
	}
	group.Wait()
	return counts
}

func nestedBad(workers int) {
	counts := map[string]int{}
	for range fewWorkers {
		for range oneWorker {
			go func() {
				counts["a"]++ // want concurrent-map-writes "counts"
			}()
		}
	}
}
