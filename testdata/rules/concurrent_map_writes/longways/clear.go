package longways

func (n *near) clearBad() {
	delete(n.seen, "a") // want concurrent-map-writes "n.seen"
}

func (f *far) clearBad() {
	delete(f.seen, "a") // miss concurrent-map-writes: order, something on so long a way may keep the two apart
}
