// Package snapshots hands out a guarded map, or a copy of it.
package snapshots

import (
	"maps"
	"sync"
)

type settings struct {
	mu     sync.RWMutex
	values map[string]string
}

func (s *settings) setOk(key, value string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.values[key] = value
}

// The lock is gone when the caller looks at the map.
func (s *settings) all() map[string]string {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.values
}

func keysBad(s *settings) []string {
	var keys []string
	for key := range s.all() { // want concurrent-map-iteration-and-map-write
		keys = append(keys, key)
	}
	return keys
}

func useSettings() []string {
	s := &settings{values: map[string]string{}}
	go s.setOk("key", "value")
	return keysBad(s)
}

type options struct {
	mu     sync.RWMutex
	values map[string]string
	extra  sync.Map
}

func (o *options) setOk(key, value string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.values[key] = value
}

func (o *options) copyOk() map[string]string {
	o.mu.RLock()
	defer o.mu.RUnlock()
	result := make(map[string]string, len(o.values))
	for key, value := range o.values {
		result[key] = value
	}
	return result
}

func (o *options) cloneOk() map[string]string {
	o.mu.RLock()
	defer o.mu.RUnlock()
	return maps.Clone(o.values)
}

func (o *options) extrasOk() map[string]string {
	result := map[string]string{}
	o.extra.Range(func(key, value any) bool {
		result[key.(string)] = value.(string)
		return true
	})
	return result
}

func (o *options) cloneBad() map[string]string {
	return maps.Clone(o.values) // want concurrent-map-iteration-and-map-write "values"
}

func useOptions() []string {
	o := &options{values: map[string]string{}}
	go o.setOk("key", "value")
	var keys []string
	for key := range o.copyOk() {
		keys = append(keys, key)
	}
	found := o.cloneOk()
	found["own"] = "copy"
	for key := range o.extrasOk() {
		keys = append(keys, key)
	}
	return append(keys, found["key"], o.cloneBad()["key"])
}
