package bytes

var lines = map[string]int{}

func fill() {
	go func() { lines["a"] = 1 }()
	lines["b"] = 2
}
