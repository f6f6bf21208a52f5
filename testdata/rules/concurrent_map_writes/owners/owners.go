// Package owners follows objects that point back to whoever made them, and what getters return.
package owners

type connection struct {
	reader  *reader
	pending map[int]string
	inbox   chan int
	closed  chan bool
}

type reader struct {
	conn *connection
}

func newReader(conn *connection) *reader {
	return &reader{conn: conn}
}

func newConnection() *connection {
	c := &connection{pending: map[int]string{}, inbox: make(chan int), closed: make(chan bool)}
	c.reader = newReader(c)
	return c
}

func (r *reader) loop(ids []int) {
	for _, id := range ids {
		r.conn.resolveBad(id)
	}
	close(r.conn.closed)
}

func (c *connection) resolveBad(id int) {
	delete(c.pending, id) // want concurrent-map-writes
}

func (c *connection) runBad(ids []int) {
	go c.reader.loop(ids)
	for {
		select {
		case id := <-c.inbox:
			// want concurrent-map-writes
			c.pending[id] = "sent"
		case <-c.closed:
			// What is still in the inbox is sent.
			c.closed = nil
		}
	}
}

type lister struct {
	volume *volume
}

type volume struct {
	labels map[string]string
}

func (l *lister) get() *volume {
	return l.volume
}

type controller struct {
	lister *lister
}

func (c *controller) work() {
	v := c.lister.get()
	bindBad(v)
}

func bindBad(v *volume) {
	v.labels["state"] = "bound" // want concurrent-map-writes
}

func ControlBad(v *volume) {
	c := &controller{}
	l := &lister{volume: v}
	c.lister = l
	go c.work()
	// want concurrent-map-writes
	v.labels["state"] = "free"
}

func controlOk(v *volume) {
	c := &controller{}
	l := &lister{volume: v}
	c.lister = l
	v.labels["state"] = "free"
	go c.readOk()
}

func (c *controller) readOk() string {
	return c.lister.get().labels["state"]
}
