// Package panics writes maps when something has gone wrong.
package panics

type job struct {
	errs map[int]error
	done chan struct{}
}

func send(j job) {
	defer close(j.done)
	j.errs[0] = nil
}

func runOk(j job, err error) {
	fail := func() {
		j.errs[1] = err
	}
	defer func() {
		if r := recover(); r != nil {
			fail()
		}
	}()
	go send(j)
}

func sendOther(j job) {
	defer close(j.done)
	j.errs[0] = nil
}

func runLaterOk(j job, err error) {
	defer func() {
		r := recover()
		if r != nil {
			j.errs[1] = err
		}
	}()
	go sendOther(j)
}

func sendBad(j job) {
	defer close(j.done)
	j.errs[0] = nil // want concurrent-map-writes
}

func runBad(j job, err error) {
	defer func() {
		if r := recover(); r != nil {
			println("sent", r)
		}
		j.errs[1] = err // want concurrent-map-writes
	}()
	go sendBad(j)
}

func runAll(err error) {
	runOk(job{errs: map[int]error{}, done: make(chan struct{})}, err)
	runLaterOk(job{errs: map[int]error{}, done: make(chan struct{})}, err)
	runBad(job{errs: map[int]error{}, done: make(chan struct{})}, err)
}
