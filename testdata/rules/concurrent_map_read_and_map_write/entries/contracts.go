package entries

import "sync"

// Register leaves the lock to those who call what its names say is not locked.
type Register struct {
	mu      sync.Mutex
	entries map[string]int
}

func (r *Register) AddOk(name string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.entries[name]++
}

func (r *Register) DropOk(name string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.entries, name)
}

func (r *Register) UnlockedDropOk(name string) { delete(r.entries, name) }

func (r *Register) CountWithoutLock() int { return len(r.entries) }

// UnsafelyBad only begins like such a name.
func (r *Register) UnsafelyBad(name string) int {
	return r.entries[name] // want unguarded-map-access "entries"
}

// Upload takes parts from many, and ends with one Commit.
type Upload struct {
	mu    sync.Mutex
	parts map[string][]byte
}

func (u *Upload) PutOk(name string, part []byte) {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.parts[name] = part
}

func (u *Upload) SizeOk(name string) int {
	u.mu.Lock()
	defer u.mu.Unlock()
	return len(u.parts[name])
}

func (u *Upload) CommitAllOk() int {
	size := 0
	for _, part := range u.parts {
		size += len(part)
	}
	return size
}

func (u *Upload) CommitteeBad() int {
	return len(u.parts["members"]) // want unguarded-map-access "parts"
}
