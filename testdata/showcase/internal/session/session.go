// Package session keeps track of who is logged in.
package session

import (
	"crypto/rand"
	"encoding/hex"
	"sync"
	"time"
)

// Session is one login.
type Session struct {
	User   string
	Opened time.Time
}

// Store holds sessions by token.
type Store struct {
	idle time.Duration

	mu       sync.Mutex
	sessions map[string]Session

	lastSeen map[string]time.Time
}

// NewStore returns an empty store. Sessions that are idle for longer are closed in the background.
func NewStore(idle time.Duration) *Store {
	s := &Store{
		idle:     idle,
		sessions: make(map[string]Session),
		lastSeen: make(map[string]time.Time),
	}
	go s.expire()
	return s
}

// Open starts a session and returns its token.
func (s *Store) Open(user string) string {
	token := newToken()
	s.mu.Lock()
	s.sessions[token] = Session{User: user, Opened: time.Now()}
	s.mu.Unlock()
	return token
}

// Valid reports whether a token belongs to an open session.
func (s *Store) Valid(token string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	_, ok := s.sessions[token]
	return ok
}

// Touch notes that a session was used.
func (s *Store) Touch(token string) {
	s.lastSeen[token] = time.Now()
}

// Users returns who is logged in, and how often.
func (s *Store) Users() map[string]int {
	s.mu.Lock()
	defer s.mu.Unlock()
	users := make(map[string]int)
	for _, session := range s.sessions {
		users[session.User]++
	}
	return users
}

func (s *Store) expire() {
	for now := range time.Tick(time.Minute) {
		for token, seen := range s.lastSeen {
			if now.Sub(seen) > s.idle {
				delete(s.lastSeen, token)
				s.close(token)
			}
		}
	}
}

func (s *Store) close(token string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.sessions, token)
}

func newToken() string {
	raw := make([]byte, 16)
	rand.Read(raw)
	return hex.EncodeToString(raw)
}
