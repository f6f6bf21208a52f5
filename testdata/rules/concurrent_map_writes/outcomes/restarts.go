package outcomes

import (
	"context"
	"sync"
)

// ticker is started and stopped as often as somebody likes.
type ticker struct {
	wg     sync.WaitGroup
	ctx    context.Context
	cancel context.CancelFunc
	ticks  map[string]int
}

func (t *ticker) start() {
	t.ticks = map[string]int{}
	t.ctx, t.cancel = context.WithCancel(context.Background())
	t.wg.Add(1)
	go func() {
		defer t.wg.Done()
		t.loop()
	}()
}

func (t *ticker) loop() {
	for t.ctx.Err() == nil {
		t.ticks["all"]++
	}
}

func (t *ticker) stop() {
	t.cancel()
	t.wg.Wait()
}

func restartedOk(orders <-chan bool) {
	t := &ticker{}
	for on := range orders {
		if on {
			t.start()
		} else {
			t.stop()
		}
	}
}

// asker starts a goroutine for each question.
type asker struct {
	wg    sync.WaitGroup
	asked map[string]int
}

func (a *asker) askBad(name string) {
	a.wg.Add(1)
	go func() {
		defer a.wg.Done()
		a.asked[name]++ // want concurrent-map-writes "asked"
	}()
}

func (a *asker) stop() {
	a.wg.Wait()
}

func askedOften(names <-chan string) {
	a := &asker{asked: map[string]int{}}
	for name := range names {
		a.askBad(name)
	}
	a.stop()
}

// feeder is stopped by somebody else before it is started again.
type feeder struct {
	wg   sync.WaitGroup
	quit chan bool
	fed  map[string]int
}

func (f *feeder) start() {
	f.prepareOk()
	f.wg.Add(1)
	go f.loopOk()
}

func (f *feeder) prepareOk() {
	f.fed["starts"]++
}

func (f *feeder) loopOk() {
	defer f.wg.Done()
	f.fed["rounds"]++
	<-f.quit
}

// Stop waits for the goroutine.
func (f *feeder) Stop() {
	f.quit <- true
	f.wg.Wait()
}

func feed(orders <-chan bool) {
	f := &feeder{quit: make(chan bool), fed: map[string]int{}}
	for range orders {
		f.start()
	}
}
