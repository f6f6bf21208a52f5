// Package globals writes maps of the package from several goroutines.
package globals

import "sync"

var visits = map[string]int{}

// The keys differ and it does not matter.
func twoPagesBad() {
	go func() {
		visits["home"] = 1 // want concurrent-map-writes "visits"
	}()
	go func() {
		visits["about"] = 1
	}()
}

var (
	hitsMu sync.RWMutex
	hits   = map[string]int{}
)

func recordOk(page string) {
	hitsMu.Lock()
	defer hitsMu.Unlock()
	hits[page]++
}

func hitCountOk(page string) int {
	hitsMu.RLock()
	defer hitsMu.RUnlock()
	return hits[page]
}

func serveHits(pages []string) {
	for _, page := range pages {
		go recordOk(page)
		go func() {
			if hitCountOk(page) > 100 {
				recordOk("popular")
			}
		}()
	}
}

var (
	missesMu sync.Mutex
	misses   = map[string]int{}
)

func recordMissOk(page string) {
	missesMu.Lock()
	misses[page]++
	missesMu.Unlock()
}

func forgetBad(page string) {
	delete(misses, page) // want concurrent-map-writes "misses"
}

func serveMisses(pages []string) {
	for _, page := range pages {
		go recordMissOk(page)
	}
	forgetBad("home")
}

var sessions = map[string]string{}

func loginBad(user string) {
	sessions[user] = "in" // want concurrent-map-writes
}

func logoutBad(user string) {
	delete(sessions, user) // want concurrent-map-writes
}

func serveSessions() {
	go loginBad("ann")
	go logoutBad("bob")
}

var primes map[int]bool

func init() {
	primes = make(map[int]bool)
	for _, prime := range []int{2, 3, 5, 7} {
		primes[prime] = true
	}
}

// Filled before anything runs, and only read from then on.
func primesOk(numbers []int) {
	for _, number := range numbers {
		go func() {
			_ = primes[number]
		}()
	}
}
