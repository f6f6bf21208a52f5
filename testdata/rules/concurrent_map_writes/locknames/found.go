package locknames

import (
	"sync"
	"time"
)

// Document is what a cache holds, with a lock that whoever made it has chosen.
type Document interface {
	sync.Locker
	SetOk(name string)
	PutBad(name string)
}

// Shelf finds documents.
type Shelf interface {
	Find(name string) (Document, error)
}

type page struct {
	sync.Locker
	words map[string]int
	lines map[string]int
}

// NewPage is given its lock.
func NewPage(lock sync.Locker) Document {
	return &page{Locker: lock, words: map[string]int{}, lines: map[string]int{}}
}

// All callers find the document and run what they are handed under its lock.
func (p *page) SetOk(name string) {
	go func() {
		time.Sleep(time.Second)
		p.Lock()
		defer p.Unlock()
		delete(p.words, name)
	}()
	p.words[name]++
}

// One caller finds the document and takes no lock.
func (p *page) PutBad(name string) {
	go func() {
		time.Sleep(time.Second)
		p.Lock()
		defer p.Unlock()
		delete(p.lines, name)
	}()
	p.lines[name]++ // want concurrent-map-writes "p.lines"
}

func withDocument(shelf Shelf, id string, apply func(Document) error) error {
	found, err := shelf.Find(id)
	if err != nil {
		return err
	}
	found.Lock()
	defer found.Unlock()
	return apply(found)
}

// Editor changes documents.
type Editor struct{ shelf Shelf }

// Set runs under the lock.
func (e *Editor) Set(id, name string) error {
	return withDocument(e.shelf, id, func(d Document) error {
		d.SetOk(name)
		return nil
	})
}

// Put runs under the lock.
func (e *Editor) Put(id, name string) error {
	return withDocument(e.shelf, id, func(d Document) error {
		d.PutBad(name)
		return nil
	})
}

// PutAtOnce does not.
func (e *Editor) PutAtOnce(id, name string) {
	found, err := e.shelf.Find(id)
	if err == nil {
		found.PutBad(name)
	}
}
