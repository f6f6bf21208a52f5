package suites

import (
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"
)

type fake struct {
	mu    sync.Mutex
	calls map[string]int
}

func (f *fake) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.calls[r.URL.Path]++
}

// No handler runs when the server is closed.
func TestClosedOk(t *testing.T) {
	f := &fake{calls: map[string]int{}}
	server := httptest.NewServer(f)
	if _, err := http.Get(server.URL + "/first"); err != nil {
		t.Fatal(err)
	}
	server.Close()
	if f.calls["/first"] != 1 {
		t.Fatal(f.calls)
	}
}

func eventually(t *testing.T, condition func() bool) {
	t.Helper()
	for range 100 {
		if condition() {
			return
		}
		time.Sleep(time.Millisecond)
	}
	t.Fatal("never")
}

// Looking again and again is no join.
func TestEventuallyBad(t *testing.T) {
	seen := map[string]bool{}
	go func() {
		seen["first"] = true // want concurrent-map-read-and-map-write "seen"
	}()
	eventually(t, func() bool { return seen["first"] })
}

// Under the lock it is none either, and needs none.
func TestEventuallyOk(t *testing.T) {
	f := &fake{calls: map[string]int{}}
	go f.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("GET", "/first", nil))
	eventually(t, func() bool {
		f.mu.Lock()
		defer f.mu.Unlock()
		return f.calls["/first"] == 1
	})
}

// The cases of a table are one a subtest.
func TestTableOk(t *testing.T) {
	cases := map[string]struct{ in map[string]int }{
		"first":  {in: map[string]int{"a": 1}},
		"second": {in: map[string]int{"b": 1}},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c.in["c"] = 2
			if len(c.in) != 2 {
				t.Fatal(name)
			}
		})
	}
}
