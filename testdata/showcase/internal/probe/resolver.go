package probe

import (
	"context"
	"net"
	"sync"
)

// resolver looks names up once and remembers the answer.
type resolver struct {
	once  sync.Once
	mu    sync.RWMutex
	known map[string]string
}

func (r *resolver) init() {
	r.once.Do(func() {
		r.known = map[string]string{"localhost": "127.0.0.1"}
	})
}

func (r *resolver) resolve(ctx context.Context, address string) (string, error) {
	r.init()
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		return "", err
	}

	r.mu.RLock()
	ip, ok := r.known[host]
	r.mu.RUnlock()
	if ok {
		return net.JoinHostPort(ip, port), nil
	}

	found, err := net.DefaultResolver.LookupHost(ctx, host)
	if err != nil {
		return "", err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.known[host] = found[0]
	return net.JoinHostPort(found[0], port), nil
}
