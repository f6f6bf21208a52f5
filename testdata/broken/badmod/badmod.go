package badmod

func f(m map[string]int) {
	go func() { m["a"] = 1 }()
	m["b"] = 2
}
