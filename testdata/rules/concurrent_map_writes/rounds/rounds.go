// Package rounds has loops whose clauses say how often they go round.
package rounds

func neverOk() map[string]int {
	counts := map[string]int{}
	done := make(chan bool)
	go func() {
		counts["a"]++
		done <- true
	}()
	for i := 0; i < 0; i++ {
		counts["b"]++
	}
	<-done
	return counts
}

func onceOk() {
	counts := map[string]int{}
	for i := 0; i < 1; i++ {
		go func() {
			counts["a"]++
		}()
	}
}

func TwiceBad() {
	counts := map[string]int{}
	for i := 0; i < 2; i++ {
		go func() {
			// want concurrent-map-writes
			counts["a"]++
		}()
	}
}

func namedOk() {
	counts := map[string]int{}
	n := 1
	for i := 0; i < n; i++ {
		go func() {
			counts["a"]++
		}()
	}
}

func NamedBad() {
	counts := map[string]int{}
	n := 2
	for i := 0; i < n; i++ {
		go func() {
			// want concurrent-map-writes
			counts["a"]++
		}()
	}
}

func GrownBad(more bool) {
	counts := map[string]int{}
	n := 1
	for i := 0; i < n; i++ {
		if more {
			n++
		}
		go func() {
			// want concurrent-map-writes
			counts["a"]++
		}()
	}
}

func SetBad(count int) {
	counts := map[string]int{}
	n := 1
	n = count
	for i := 0; i < n; i++ {
		go func() {
			// want concurrent-map-writes
			counts["a"]++
		}()
	}
}
