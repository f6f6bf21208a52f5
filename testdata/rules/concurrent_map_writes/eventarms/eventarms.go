// Package eventarms starts goroutines in the arms of event loops, which take their messages in other arms.
package eventarms

type tracker struct {
	added    chan string
	gone     chan string
	modified chan string
	quit     chan struct{}
	status   map[string]int
}

func newTracker() *tracker {
	return &tracker{
		added:    make(chan string),
		gone:     make(chan string),
		modified: make(chan string),
		quit:     make(chan struct{}),
		status:   map[string]int{},
	}
}

// Two names may be added before the first of them is gone.
func (t *tracker) run() {
	for {
		select {
		case name := <-t.added:
			t.followBad(name)
		case name := <-t.gone:
			println(name)
		case <-t.quit:
			return
		}
	}
}

func (t *tracker) followBad(name string) {
	go func() {
		t.status[name]++ // want concurrent-map-writes
		t.gone <- name
	}()
}

func Track() {
	newTracker().run()
}

type single struct {
	added chan string
	gone  chan string
	other chan string
	seen  map[string]int
	busy  bool
}

// One goroutine at a time: the flag says so.
func (s *single) runOk() {
	for {
		select {
		case name := <-s.added:
			if s.busy {
				continue
			}
			s.busy = true
			go s.workOk(name)
		case <-s.gone:
			s.busy = false
		case name := <-s.other:
			println(name)
		}
	}
}

func (s *single) workOk(name string) {
	s.seen[name]++
	s.gone <- name
}

func Work() {
	s := &single{added: make(chan string), gone: make(chan string), other: make(chan string), seen: map[string]int{}}
	s.runOk()
}

type asker struct {
	replies chan string
	ticks   chan int
	known   map[string]int
}

// The arm that writes is the one that waits for the goroutine.
func (a *asker) askOk() {
	go func() {
		a.known["asked"]++
		a.replies <- "yes"
	}()
	for {
		select {
		case reply := <-a.replies:
			a.known[reply]++
		case tick := <-a.ticks:
			println(tick)
		}
	}
}

func Ask() {
	a := &asker{replies: make(chan string), ticks: make(chan int), known: map[string]int{}}
	a.askOk()
}

type player struct {
	plays chan string
	stops chan string
	ended chan string
	names map[string]int
}

// Whoever stops waits for the end of what was played, and not for two that play at the same time.
func (p *player) runOk() {
	for {
		select {
		case name := <-p.plays:
			go p.playBad(name)
		case name := <-p.stops:
			println(name, <-p.ended)
		}
	}
}

func (p *player) playBad(name string) {
	p.names[name]++ // miss concurrent-map-writes: order, two of these goroutines may run before one message is taken
	p.ended <- name
}

func Play() {
	p := &player{plays: make(chan string), stops: make(chan string), ended: make(chan string), names: map[string]int{}}
	p.runOk()
}
