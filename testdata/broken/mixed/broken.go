package mixed

func unfinished(m map[string]int {
	m["a"] = 
}

func whole(m map[string]int) {
	go func() { m["a"] = 1 }()
	m["b"] = 2
}
