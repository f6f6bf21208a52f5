// Package longways has maps that two goroutines come to on ways of different lengths.
package longways

type near struct{ seen map[string]int }

func (n *near) markBad(name string) {
	n.seen[name]++ // want concurrent-map-writes "n.seen"
}

func (n *near) one(name string) { n.markBad(name) }

func runNear() {
	n := &near{seen: map[string]int{}}
	go n.one("a")
	n.clearBad()
}

type far struct{ seen map[string]int }

func (f *far) markFarBad(name string) {
	f.seen[name]++ // miss concurrent-map-writes: order, something on so long a way may keep the two apart
}

func (f *far) one(name string)   { f.markFarBad(name) }
func (f *far) two(name string)   { f.one(name) }
func (f *far) three(name string) { f.two(name) }
func (f *far) four(name string)  { f.three(name) }
func (f *far) five(name string)  { f.four(name) }

func runFar() {
	f := &far{seen: map[string]int{}}
	go f.five("a")
	f.clearBad()
}
