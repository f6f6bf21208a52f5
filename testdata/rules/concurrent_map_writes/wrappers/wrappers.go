// Package wrappers takes locks through methods, callbacks and embedding.
package wrappers

import "sync"

type vault struct {
	mu    sync.Mutex
	coins map[string]int
}

func (v *vault) lock()   { v.mu.Lock() }
func (v *vault) unlock() { v.mu.Unlock() }

func (v *vault) putOk(name string) {
	v.lock()
	defer v.unlock()
	v.coins[name]++ // show locks = v.mu
}

func (v *vault) takeOk(name string) {
	v.lock()
	v.coins[name]--
	v.unlock()
}

func (v *vault) lostBad(name string) {
	v.lock()
	v.unlock()
	delete(v.coins, name) // want concurrent-map-writes
}

func useVault(names []string) {
	v := &vault{coins: map[string]int{}}
	for _, name := range names {
		go v.putOk(name)
		go v.takeOk(name)
	}
	v.lostBad("gold")
}

type journal struct {
	mu    sync.Mutex
	lines map[string]string
}

func (j *journal) withLock(body func()) {
	j.mu.Lock()
	defer j.mu.Unlock()
	body()
}

func (j *journal) writeOk(key, line string) {
	j.withLock(func() {
		j.lines[key] = line
	})
}

func (j *journal) eraseBad(key string) {
	delete(j.lines, key) // want concurrent-map-writes
}

func useJournal(keys []string) {
	j := &journal{lines: map[string]string{}}
	for _, key := range keys {
		go j.writeOk(key, "text")
	}
	j.eraseBad("draft")
}

// The lock is a part of the type.
type guarded struct {
	sync.Mutex
	flags map[string]bool
}

func (g *guarded) raiseOk(name string) {
	g.Lock()
	defer g.Unlock()
	g.flags[name] = true
}

func (g *guarded) lowerBad(name string) {
	g.flags[name] = false // want concurrent-map-writes
}

func useGuarded(names []string) {
	g := &guarded{flags: map[string]bool{}}
	for _, name := range names {
		go g.raiseOk(name)
	}
	g.lowerBad("all")
}

type album struct {
	mu     sync.Mutex
	photos map[string]int
}

func (a *album) acquire() func() {
	a.mu.Lock()
	return a.mu.Unlock
}

func (a *album) addOk(name string) {
	defer a.acquire()()
	a.photos[name]++
}

func (a *album) dropBad(name string) {
	delete(a.photos, name) // want concurrent-map-writes
}

func useAlbum(names []string) {
	a := &album{photos: map[string]int{}}
	for _, name := range names {
		go a.addOk(name)
	}
	a.dropBad("blurred")
}

// The methods lock a copy of the mutex, which protects nothing.
type copied struct {
	mu    sync.Mutex
	marks map[string]int
}

func (c copied) lock()   { c.mu.Lock() }
func (c copied) unlock() { c.mu.Unlock() }

func (c *copied) markBad(name string) {
	c.lock()
	defer c.unlock()
	c.marks[name]++ // want concurrent-map-writes
}

func useCopied(names []string) {
	c := &copied{marks: map[string]int{}}
	for _, name := range names {
		go c.markBad(name)
	}
}

// A helper that runs a function elsewhere and waits for what it returns.
func awaited(work func() error) error {
	result := make(chan error, 1)
	go func() { result <- work() }()
	return <-result
}

// A helper that gives up after a while does not wait for certain.
func impatient(work func() error, stop <-chan struct{}) error {
	result := make(chan error, 1)
	go func() { result <- work() }()
	select {
	case err := <-result:
		return err
	case <-stop:
		return nil
	}
}

func awaitedOk(keys []string) map[string]int {
	found := map[string]int{}
	for _, key := range keys {
		found[key] = 1
		_ = awaited(func() error {
			found[key] = 2
			return nil
		})
	}
	return found
}

func impatientBad(keys []string, stop <-chan struct{}) map[string]int {
	found := map[string]int{}
	for _, key := range keys {
		_ = impatient(func() error {
			found[key] = 2 // want concurrent-map-writes
			return nil
		}, stop)
	}
	return found
}
