// Package headers changes maps of the standard library through their methods.
package headers

import (
	"net/http"
	"net/url"
	"sync"
)

func tagBad(request *http.Request) {
	go func() {
		// want concurrent-map-writes
		request.Header.Set("X-Trace", "child")
	}()
	request.Header.Set("X-Trace", "parent")
}

func tagOk(request *http.Request) {
	var wg sync.WaitGroup
	wg.Add(1)
	go func() {
		defer wg.Done()
		request.Header.Set("X-Trace", "child")
	}()
	wg.Wait()
	request.Header.Set("X-Trace", "parent")
}

func queryBad(names []string) url.Values {
	values := url.Values{}
	var wg sync.WaitGroup
	for _, name := range names {
		wg.Add(1)
		go func() {
			defer wg.Done()
			// want concurrent-map-writes
			values.Add("name", name)
		}()
	}
	wg.Wait()
	return values
}
