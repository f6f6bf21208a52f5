package truncated

func fill(m map[string]int) {
	go func() {
		m["a"] = 1
	}()
	m["unfinis