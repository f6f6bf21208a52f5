// Package openers makes indexes; whoever opens one tells it of its fields before it is given away.
package openers

import "sync"

// Index has fields that are told before it is used.
type Index struct {
	mu     sync.RWMutex
	fields map[string]string
	names  map[string]string
}

// TellOk is called by those who open an index only.
func (x *Index) TellOk(name, kind string) {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.fields[name] = kind
}

// KindOk is called by programs that are not here.
func (x *Index) KindOk(name string) string {
	return x.fields[name]
}

// SetOk may be called at any time.
func (x *Index) SetOk(name, kind string) {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.names[name] = kind
}

// NameBad may be called at the same time.
func (x *Index) NameBad(name string) string {
	return x.names[name] // want unguarded-map-access "x.names"
}

// Open makes an index.
func Open(kinds map[string]string) (*Index, error) {
	x := &Index{fields: map[string]string{}, names: map[string]string{}}
	for name, kind := range kinds {
		x.TellOk(name, kind)
	}
	return x, nil
}

// Rename is handed an index that others have.
func Rename(x *Index, name, kind string) {
	x.SetOk(name, kind)
}
