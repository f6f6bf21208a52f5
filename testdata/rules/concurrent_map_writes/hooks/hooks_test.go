package hooks

import (
	"net/http"
	"net/http/httptest"
	"testing"
)

// The test runs its hook in place.
func TestHookOk(t *testing.T) {
	seen := map[string]int{}
	Hook = func(name string) { seen[name]++ }
	RunOne("first")
	RunOne("second")
}

func TestScanOk(t *testing.T) {
	before := scan
	defer func() { scan = before }()
	scan = func(s *Scanner) { s.names["first"]++ }
	scan(&Scanner{names: map[string]int{}})
}

// Its goroutine does not run what the other test puts there.
func TestStartOk(t *testing.T) {
	s := &Scanner{names: map[string]int{}}
	s.Start()
	s.names["second"]++
}

// The server of a test has one client.
func TestHandlerOk(t *testing.T) {
	seen := map[string]int{}
	mux := http.NewServeMux()
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) { seen[r.URL.Path]++ })
	server := httptest.NewServer(mux)
	defer server.Close()
	for _, path := range []string{"/first", "/second"} {
		if _, err := http.Get(server.URL + path); err != nil {
			t.Fatal(err)
		}
	}
}

func TestGoroutinesBad(t *testing.T) {
	seen := map[string]int{}
	for _, name := range []string{"first", "second"} {
		go func() {
			seen[name]++ // want concurrent-map-writes
		}()
	}
}
