// Package loaders runs functions that lie in a local, each on a goroutine of its own.
package loaders

import "sync"

type store struct {
	inodes map[int]int
	quotas map[int]int
}

func (s *store) loadOk() { s.inodes[0] = 1 }

func (s *store) load() { s.quotas[0] = 1 }

func (s *store) snapshotOk() {
	loads := []func(){s.loadOk}
	var wg sync.WaitGroup
	wg.Add(len(loads))
	for _, f := range loads {
		load := f
		go func() {
			defer func() {
				recover()
				wg.Done()
			}()
			load()
		}()
	}
	wg.Wait()
	s.inodes[1] = 2
}

func (s *store) snapshotBad() {
	loads := []func(){s.load}
	var wg sync.WaitGroup
	wg.Add(len(loads))
	for _, f := range loads {
		load := f
		go func() {
			defer wg.Done()
			load()
		}()
	}
	s.quotas[1] = 2 // miss concurrent-map-writes: order, when a function that lies somewhere begins to run is not known
	wg.Wait()
}

func Load() *store {
	s := &store{inodes: map[int]int{}, quotas: map[int]int{}}
	s.snapshotOk()
	s.snapshotBad()
	return s
}
