package syntax

func start(m map[string]int) {
	go func() {
		m["a"] = 1
	m["b"] = 2
}

func next(m map[string]int) { m["c"] = 3 }
