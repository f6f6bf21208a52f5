// Package decoded fills maps while nobody else has them.
package decoded

import "sync"

type info struct{ labels map[string]string }

func (i *info) UnmarshalText(data []byte) error {
	i.labels["text"] = string(data)
	return nil
}

type Network struct {
	mu   sync.Mutex
	info info
}

// ReplaceOk decodes into an object that was read from a store.
func (n *Network) ReplaceOk(data []byte) error { return n.info.UnmarshalText(data) }

func (n *Network) Watch() {
	go func() {
		n.mu.Lock()
		defer n.mu.Unlock()
		println(n.info.labels["text"])
	}()
}

type Subnet struct {
	mu     sync.Mutex
	labels map[string]string
}

func (s *Subnet) fillBad(data []byte) {
	s.labels["text"] = string(data) // want concurrent-map-read-and-map-write
}

func (s *Subnet) Replace(data []byte) { s.fillBad(data) }

func (s *Subnet) Watch() {
	go func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		println(s.labels["text"])
	}()
}
