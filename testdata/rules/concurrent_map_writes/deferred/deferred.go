// Package deferred has calls that one arm of a branch defers, and goroutines that another one starts.
package deferred

// archive is unpacked by a goroutine, or closed as a whole.
type archive struct{ files map[string]int }

func (a *archive) saveOk(name string) {
	a.files[name] = 1
}

func (a *archive) closeOk(name string) {
	a.files[name] = 2
}

func copyOk(names <-chan string, extract bool) int {
	a := &archive{files: map[string]int{}}
	copied := 0
	if extract {
		go func() {
			for name := range names {
				a.saveOk(name)
			}
		}()
	} else {
		defer a.closeOk("all")
		copied = 1
	}
	copied += cap(names)
	return copied
}

// cache is unpacked and closed in one go.
type cache struct{ files map[string]int }

func (c *cache) saveBad(name string) {
	c.files[name] = 1 // want concurrent-map-writes "c.files"
}

func (c *cache) closeBad(name string) {
	c.files[name] = 2 // want concurrent-map-writes "c.files"
}

func copyEach(names <-chan string, extract, isWhole bool) int {
	c := &cache{files: map[string]int{}}
	if extract {
		go func() {
			for name := range names {
				c.saveBad(name)
			}
		}()
	}
	if isWhole {
		defer c.closeBad("all")
	}
	return cap(names)
}

// Copy does what both do.
func Copy(names <-chan string, extract, isWhole bool) int {
	return copyOk(names, extract) + copyEach(names, extract, isWhole)
}
