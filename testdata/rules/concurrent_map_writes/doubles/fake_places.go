package doubles

import "sync"

// Places lies in a file whose name says that it stands in for something else.
type Places struct {
	mu    sync.Mutex
	names map[string]string
}

func (p *Places) AddOk(name, value string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.names[name] = value
}

func (p *Places) GetOk(name string) string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.names[name]
}

func (p *Places) ResetOk() { clear(p.names) }
