// Package closing puts functions into fields of objects, which whoever closes the object runs.
package closing

import "sync"

type Conn struct {
	done func()
}

func (c *Conn) OnClose(done func()) {
	c.done = done
}

func (c *Conn) Close() {
	if c.done != nil {
		c.done()
	}
}

type Pool struct {
	mu    sync.Mutex
	conns map[string]*Conn
}

func (p *Pool) DialAll(names []string) {
	for _, name := range names {
		go p.dialBad(name)
	}
}

func (p *Pool) dialBad(name string) {
	conn := &Conn{}
	conn.OnClose(func() {
		delete(p.conns, name) // want concurrent-map-writes
	})
	go conn.Close()
	p.mu.Lock()
	p.conns[name] = conn
	p.mu.Unlock()
}

type Session struct {
	done func()
}

func (s *Session) OnClose(done func()) {
	s.done = done
}

func (s *Session) Close() {
	if s.done != nil {
		s.done()
	}
}

type Registry struct {
	mu       sync.Mutex
	sessions map[string]*Session
}

// The session that another goroutine closes has the other function.
func (r *Registry) OpenAllOk(names []string) {
	for _, name := range names {
		r.open(name)
	}
	watch(&Session{})
}

func (r *Registry) open(name string) {
	session := &Session{}
	session.OnClose(func() {
		delete(r.sessions, name)
	})
	r.sessions[name] = session
}

func watch(session *Session) {
	session.OnClose(func() {
		println("closed")
	})
	go session.Close()
}
