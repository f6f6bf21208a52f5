// Package requests has handlers with maps of the request's own, some of which outlive it.
package requests

import (
	"context"
	"encoding/json"
	"net/http"
	"sync"
)

type values struct {
	set map[string]string
}

func (v *values) putOk(name, value string) { v.set[name] = value }

type key struct{}

// The middleware makes a map for each request; the handlers below find it in the context.
func withValues(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		v := &values{set: map[string]string{}}
		v.putOk("path", r.URL.Path)
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), key{}, v)))
	})
}

func from(ctx context.Context) *values {
	v, _ := ctx.Value(key{}).(*values)
	return v
}

func answerOk(w http.ResponseWriter, r *http.Request) {
	v := from(r.Context())
	v.putOk("agent", r.UserAgent())
	r.Header.Set("X-Seen", "yes")
	w.Header().Set("Content-Type", "application/json")
	answer := map[string]any{"values": v.set, "query": r.URL.Query()}
	answer["method"] = r.Method
	_ = json.NewEncoder(w).Encode(answer)
}

// A struct for each request, made by a function of another.
type session struct {
	answers map[string]string
	errs    map[string]error
}

func newSession(r *http.Request) *session {
	s := &session{answers: map[string]string{}, errs: map[string]error{}}
	s.answers["path"] = r.URL.Path
	return s
}

func (s *session) askOk(name string) { s.answers[name] = "yes" }

func askOk(w http.ResponseWriter, r *http.Request) {
	s := newSession(r)
	s.askOk("first")
	done := make(chan struct{})
	go func() {
		defer close(done)
		s.askOk("second")
	}()
	<-done
	_ = json.NewEncoder(w).Encode(s.answers)
}

// The request's own map is shared with the goroutines that it starts.
func (s *session) failBad(name string, err error) {
	s.errs[name] = err // want concurrent-map-writes "s.errs"
}

func gather(w http.ResponseWriter, r *http.Request) {
	s := newSession(r)
	var group sync.WaitGroup
	for _, name := range r.URL.Query()["name"] {
		group.Go(func() { s.failBad(name, r.Context().Err()) })
	}
	group.Wait()
	_ = json.NewEncoder(w).Encode(len(s.errs))
}

// The goroutine has the request while the handler goes on with it.
func auditBad(w http.ResponseWriter, r *http.Request) {
	go func() {
		r.Header.Set("X-Audit", "yes") // want concurrent-map-writes
	}()
	r.Header.Del("Authorization")
	w.WriteHeader(http.StatusNoContent)
}

// What it needs it has before.
func auditOk(w http.ResponseWriter, r *http.Request) {
	header := r.Header.Clone()
	go func() {
		header.Set("X-Audit", "yes")
	}()
	r.Header.Del("Authorization")
	w.WriteHeader(http.StatusNoContent)
}

// The handler's own struct is there for all requests.
type page struct {
	last map[string]string
}

func (p *page) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	own := map[string]string{"agent": r.UserAgent()}
	p.rememberBad(own)
}

func (p *page) rememberBad(own map[string]string) {
	for name, value := range own {
		p.last[name] = value // want concurrent-map-writes "p.last"
	}
	own["remembered"] = "yes"
}

// Serve serves all of them.
func Serve() error {
	mux := http.NewServeMux()
	mux.Handle("/answer", withValues(http.HandlerFunc(answerOk)))
	mux.HandleFunc("/ask", askOk)
	mux.HandleFunc("/gather", gather)
	mux.HandleFunc("/audit", auditBad)
	mux.HandleFunc("/auditok", auditOk)
	mux.Handle("/page", &page{last: map[string]string{}})
	return http.ListenAndServe(":8080", mux)
}
