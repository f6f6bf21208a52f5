// Package families locks all children of an object before it looks at any of them.
package families

import "sync"

type child struct {
	mu     sync.RWMutex
	failed map[string]int
}

func (c *child) sum() int {
	sum := 0
	for _, count := range c.failed {
		sum += count
	}
	return sum
}

type family struct {
	mu       sync.RWMutex
	children map[string]*child
}

func (f *family) saveOk() int {
	f.mu.RLock()
	defer f.mu.RUnlock()
	for _, c := range f.children {
		c.mu.RLock()
	}
	sum := 0
	for _, c := range f.children {
		sum += c.sum()
	}
	for _, c := range f.children {
		c.mu.RUnlock()
	}
	return sum
}

func (f *family) failOk(name string) {
	f.mu.RLock()
	c := f.children[name]
	f.mu.RUnlock()
	c.mu.Lock()
	c.failed[name]++
	c.mu.Unlock()
}

// Run shares a family.
func Run(names []string) {
	f := &family{children: map[string]*child{}}
	for _, name := range names {
		f.children[name] = &child{failed: map[string]int{}}
	}
	for _, name := range names {
		go f.failOk(name)
		go f.saveOk()
	}
}

// The children of this one are looked at without their locks.
type pupil struct {
	mu     sync.RWMutex
	failed map[string]int
}

func (p *pupil) sumBad() int {
	sum := 0
	for _, count := range p.failed { // want concurrent-map-iteration-and-map-write "p.failed"
		sum += count
	}
	return sum
}

type class struct {
	mu     sync.RWMutex
	pupils map[string]*pupil
}

func (c *class) save() int {
	c.mu.RLock()
	defer c.mu.RUnlock()
	sum := 0
	for _, p := range c.pupils {
		sum += p.sumBad()
	}
	return sum
}

func (c *class) failOk(name string) {
	c.mu.RLock()
	p := c.pupils[name]
	c.mu.RUnlock()
	p.mu.Lock()
	p.failed[name]++
	p.mu.Unlock()
}

// RunClass shares a class.
func RunClass(names []string) {
	c := &class{pupils: map[string]*pupil{}}
	for _, name := range names {
		c.pupils[name] = &pupil{failed: map[string]int{}}
	}
	for _, name := range names {
		go c.failOk(name)
		go c.save()
	}
}
