//mapvet:ignore concurrent-map-writes all of this runs on one goroutine after another

package scopes

func whole(words []string) map[string]int {
	counts := make(map[string]int)
	for _, word := range words {
		go func() {
			counts[word]++
		}()
	}
	return counts
}
