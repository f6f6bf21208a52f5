// Package buses has objects that run functions on a goroutine of their own.
package buses

// Listener is told of messages.
type Listener func(text string)

// Bus runs the listeners that were told to it before it runs.
type Bus struct {
	listeners map[string][]Listener
	messages  chan string
}

// ListenOk is called before the bus runs.
func (b *Bus) ListenOk(name string, listener Listener) {
	b.listeners[name] = append(b.listeners[name], listener)
}

// RunOk runs the listeners.
func (b *Bus) RunOk() {
	go b.loopOk()
}

func (b *Bus) loopOk() {
	for message := range b.messages {
		for _, listener := range b.listeners[message] {
			listener(message)
		}
	}
}

// Client waits for answers, each of which has a number.
type Client struct {
	next    int
	pending map[int]func(text string)
	answers chan int
}

// AskBad is called while the client runs.
func (c *Client) AskBad(done func(text string)) {
	c.next++
	c.pending[c.next] = done // want concurrent-map-writes "c.pending"
}

// Run runs what was asked to be run.
func (c *Client) Run() {
	go c.loopBad()
}

func (c *Client) loopBad() {
	for number := range c.answers {
		done := c.pending[number]
		delete(c.pending, number) // want concurrent-map-writes "c.pending"
		done("")
	}
}
