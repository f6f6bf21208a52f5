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
