// Package lazy makes its maps when they are first needed.
package lazy

import "sync"

type user struct{ name string }

var cache map[string]*user

func initCacheBad() {
	if cache == nil {
		cache = make(map[string]*user) // want concurrent-map-writes "cache"
	}
}

func saveBad(id string, u *user) {
	initCacheBad()
	cache[id] = u // want concurrent-map-writes "cache"
}

func handleAll(ids []string) {
	for _, id := range ids {
		go saveBad(id, &user{name: id})
	}
}

var (
	onceCacheInit sync.Once
	onceCacheMu   sync.Mutex
	onceCache     map[string]*user
)

func initOnceCacheOk() {
	onceCacheInit.Do(func() {
		onceCache = make(map[string]*user)
	})
}

func saveOk(id string, u *user) {
	initOnceCacheOk()
	onceCacheMu.Lock()
	defer onceCacheMu.Unlock()
	onceCache[id] = u
}

func handleAllOnce(ids []string) {
	for _, id := range ids {
		go saveOk(id, &user{name: id})
	}
}

var (
	tableInit sync.Once
	table     map[string]int
)

// Filled once, read afterwards through the getter that fills it.
func lookupOk(key string) int {
	tableInit.Do(func() {
		table = make(map[string]int)
		table["one"] = 1
		table["two"] = 2
	})
	return table[key]
}

func lookupAll(keys []string) {
	for _, key := range keys {
		go lookupOk(key)
	}
}

type config struct {
	mu     sync.RWMutex
	values map[string]string
}

// The map is made under the lock that guards it.
func (c *config) setOk(key, value string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.values == nil {
		c.values = make(map[string]string)
	}
	c.values[key] = value
}

func (c *config) getOk(key string) string {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return c.values[key]
}

func useConfig(keys []string) {
	var c config
	for _, key := range keys {
		go c.setOk(key, "value")
		go c.getOk(key)
	}
}
