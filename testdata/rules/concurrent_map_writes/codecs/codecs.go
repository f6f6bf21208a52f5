// Package codecs has codecs of net/rpc: one goroutine reads responses while others write requests, each half in turn.
package codecs

import (
	"net/rpc"
	"sync"
)

type bareCodec struct{ pending map[uint64]string }

func (c *bareCodec) WriteRequest(request *rpc.Request, _ any) error {
	c.noteBad(request)
	return nil
}

func (c *bareCodec) noteBad(request *rpc.Request) {
	c.pending[request.Seq] = request.ServiceMethod // want concurrent-map-writes "pending"
}

func (c *bareCodec) ReadResponseHeader(response *rpc.Response) error {
	c.takeBad(response)
	return nil
}

func (c *bareCodec) takeBad(response *rpc.Response) {
	response.ServiceMethod = c.pending[response.Seq]
	delete(c.pending, response.Seq) // want concurrent-map-writes "pending"
}

func (c *bareCodec) ReadResponseBody(any) error { return nil }

func (c *bareCodec) Close() error { return nil }

type lockedCodec struct {
	mu      sync.Mutex
	pending map[uint64]string
	read    map[uint64]bool
}

func (c *lockedCodec) WriteRequest(request *rpc.Request, _ any) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.pending[request.Seq] = request.ServiceMethod
	return nil
}

// Only the goroutine that reads comes to the second map.
func (c *lockedCodec) ReadResponseHeader(response *rpc.Response) error {
	c.mu.Lock()
	response.ServiceMethod = c.pending[response.Seq]
	delete(c.pending, response.Seq)
	c.mu.Unlock()
	c.read[response.Seq] = true
	return nil
}

func (c *lockedCodec) ReadResponseBody(any) error { return nil }

func (c *lockedCodec) Close() error { return nil }

// Dial makes a client of each.
func Dial() (*rpc.Client, *rpc.Client) {
	bare := &bareCodec{pending: map[uint64]string{}}
	locked := &lockedCodec{pending: map[uint64]string{}, read: map[uint64]bool{}}
	return rpc.NewClientWithCodec(bare), rpc.NewClientWithCodec(locked)
}
