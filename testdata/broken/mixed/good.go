// Package mixed has one file that is Go and one that is not.
package mixed

func fillBad(words []string) map[string]int {
	counts := map[string]int{}
	for _, word := range words {
		go func() { counts[word]++ }()
	}
	return counts
}
