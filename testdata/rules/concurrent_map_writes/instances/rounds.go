package instances

import (
	"bufio"
	"net/http"
	"sync"
)

type load struct{ notes map[string]string }

func newLoad(name string) *load { return &load{notes: map[string]string{"name": name}} }

// loadsOk has a variable for each round, which the goroutine of the round sets.
func loadsOk(names []string) {
	var group sync.WaitGroup
	for _, name := range names {
		var own *load
		group.Go(func() {
			own = newLoad(name)
			own.notes = map[string]string{}
			own.notes[name] = "ready"
		})
	}
	group.Wait()
}

// loadsBad has one for all.
func loadsBad(names []string) {
	var group sync.WaitGroup
	var shared *load
	for _, name := range names {
		group.Go(func() {
			shared = newLoad(name)
			shared.notes[name] = "ready" // want concurrent-map-writes
		})
	}
	group.Wait()
}

func forward(request *http.Request, ended chan error) error {
	request.Header.Del("Connection")
	go func() {
		request.Header.Set("Connection", "close")
		ended <- nil
	}()
	return nil
}

// connectionOk reads a request anew before each is forwarded, and goes on though the goroutine of the last may live.
func connectionOk(reader *bufio.Reader, ended chan error) {
again:
	request, err := http.ReadRequest(reader)
	if err != nil {
		return
	}
	if forward(request, ended) == nil {
		goto again
	}
}

func retryBad(request *http.Request, ended chan error) {
	request.Header.Del("Connection") // want concurrent-map-writes
	go func() {
		request.Header.Set("Connection", "close")
		ended <- nil
	}()
}

// Retry forwards the same request again.
func Retry(reader *bufio.Reader, ended chan error) {
	request, err := http.ReadRequest(reader)
	for err == nil {
		retryBad(request, ended)
	}
}
