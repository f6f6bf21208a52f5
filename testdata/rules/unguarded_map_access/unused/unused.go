// Package unused has maps that only a function writes which nobody calls any more.
package unused

import "sync"

// Hosts knows which hosts do not answer.
type Hosts struct {
	mu   sync.Mutex
	down map[string]bool
}

// IsUp asks with the lock.
func (h *Hosts) IsUp(name string) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	return !h.down[name]
}

// Count measures with the lock.
func (h *Hosts) Count() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return len(h.down)
}

// AllUpOk takes no lock: what writes is not called.
func (h *Hosts) AllUpOk() bool {
	return len(h.down) == 0
}

func (h *Hosts) noteDown(name string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.down[name] = true
}

// Ports knows which ports do not answer.
type Ports struct {
	mu   sync.Mutex
	down map[int]bool
}

// IsUp asks with the lock.
func (p *Ports) IsUp(number int) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return !p.down[number]
}

// Count measures with the lock.
func (p *Ports) Count() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return len(p.down)
}

// AllUpBad takes no lock, and Look writes.
func (p *Ports) AllUpBad() bool {
	return len(p.down) == 0 // want unguarded-map-access "p.down"
}

// Look notes who is down.
func (p *Ports) Look(numbers []int) {
	for _, number := range numbers {
		p.noteDown(number)
	}
}

func (p *Ports) noteDown(number int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.down[number] = true
}
