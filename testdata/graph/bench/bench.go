// Program bench has one of everything that a graph shows.
package main

import (
	"maps"
	"net/http"
	"sync"
	"time"
)

type store interface {
	put(key string)
	size() int
}

type plain struct {
	mu   sync.RWMutex
	keys map[string]int
}

func (p *plain) put(key string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.insert(key)
}

// insert is only called under the lock.
func (p *plain) insert(key string) { p.keys[key]++ }

func (p *plain) size() int {
	p.mu.RLock()
	defer p.mu.RUnlock()
	return len(p.keys)
}

type loose struct{ keys map[string]int }

func (l *loose) put(key string) { l.keys[key]++ }

func (l *loose) size() int { return len(l.keys) }

type server struct {
	once  sync.Once
	stop  sync.WaitGroup
	stock store
	hits  map[string]int
}

func newServer(stock store) *server {
	s := &server{stock: stock}
	s.stop.Add(1)
	go s.tick()
	time.AfterFunc(time.Minute, s.report)
	return s
}

func (s *server) setUp() {
	s.once.Do(func() { s.hits = map[string]int{} })
}

func (s *server) tick() {
	defer s.stop.Done()
	s.stock.put("tick")
}

func (s *server) report() { s.stock.put("report") }

func (s *server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.setUp()
	s.hits[r.URL.Path]++
}

func (s *server) close() { s.stop.Wait() }

// count fills a map of its own with many goroutines and waits for them.
func count(words []string) map[string]int {
	var mu sync.Mutex
	var wg sync.WaitGroup
	found := map[string]int{}
	for _, word := range words {
		wg.Add(1)
		go func() {
			defer wg.Done()
			mu.Lock()
			found[word]++
			mu.Unlock()
		}()
	}
	wg.Wait()
	return maps.Clone(found)
}

// later tells on a channel when it is done.
func later(table map[string]int) {
	done := make(chan struct{})
	go func() {
		table["later"] = 1
		close(done)
	}()
	<-done
}

func main() {
	var stock store = &plain{keys: map[string]int{}}
	if len(count(nil)) > 0 {
		stock = &loose{keys: map[string]int{}}
	}
	starts()
	again(3)
	s := newServer(stock)
	defer s.close()
	table := map[string]int{}
	later(table)
	table["main"] = 1
	http.ListenAndServe(":0", s)
}
