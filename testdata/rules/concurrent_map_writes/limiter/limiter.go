// Package limiter keeps one rate limiter for each user.
package limiter

import (
	"net/http"
	"sync"
)

type bucket struct{ left int }

type limits struct {
	byUser map[string]*bucket
}

func (l *limits) bucketBad(user string) *bucket {
	b, ok := l.byUser[user]
	if !ok {
		b = &bucket{left: 10}
		l.byUser[user] = b // want concurrent-map-writes "byUser"
	}
	return b
}

func (l *limits) handle(user string) bool {
	return l.bucketBad(user).left > 0
}

func acceptAll(users []string) {
	l := &limits{byUser: map[string]*bucket{}}
	for _, user := range users {
		go l.handle(user)
	}
}

type syncLimits struct {
	byUser sync.Map
}

func (l *syncLimits) bucketOk(user string) *bucket {
	b, _ := l.byUser.LoadOrStore(user, &bucket{left: 10})
	return b.(*bucket)
}

func acceptAllSync(users []string) {
	var l syncLimits
	for _, user := range users {
		go l.bucketOk(user)
	}
	l.byUser.Range(func(key, value any) bool {
		return value.(*bucket).left > 0
	})
}

type lockedLimits struct {
	mu     sync.Mutex
	byUser map[string]*bucket
}

func (l *lockedLimits) bucketOk(user string) *bucket {
	l.mu.Lock()
	defer l.mu.Unlock()
	b, ok := l.byUser[user]
	if !ok {
		b = &bucket{left: 10}
		l.byUser[user] = b
	}
	return b
}

func acceptAllLocked(users []string) {
	l := &lockedLimits{byUser: map[string]*bucket{}}
	for _, user := range users {
		go l.bucketOk(user)
	}
}

type webLimitsBad struct {
	byAddress map[string]*bucket
}

func (l *webLimitsBad) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	b, ok := l.byAddress[r.RemoteAddr]
	if !ok {
		b = &bucket{left: 10}
		// want concurrent-map-writes
		l.byAddress[r.RemoteAddr] = b
	}
	if b.left == 0 {
		w.WriteHeader(http.StatusTooManyRequests)
	}
}

func serveWeb() error {
	return http.ListenAndServe("localhost:8080", &webLimitsBad{byAddress: map[string]*bucket{}})
}

var lastSeen = map[string]string{}

func serveFuncBad() {
	http.HandleFunc("/seen", func(w http.ResponseWriter, r *http.Request) {
		// want concurrent-map-writes
		lastSeen[r.RemoteAddr] = r.URL.Path
	})
}
