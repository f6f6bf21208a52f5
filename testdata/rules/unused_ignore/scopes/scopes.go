// Package scopes holds comments that hide findings, each with what it covers, and some that miss it by a line.
package scopes

import "sync"

// The line that the comment ends.
func lineOk(words []string) map[string]int {
	counts := make(map[string]int)
	for _, word := range words {
		go func() {
			counts[word]++ //mapvet:ignore concurrent-map-writes callers wait for each word
		}()
	}
	return counts
}

// The statement below, all its lines.
func statementOk(words []string) map[string]int {
	counts := make(map[string]int)
	for _, word := range words {
		//mapvet:ignore concurrent-map-writes callers wait for each word

		// More about it.
		go func() {
			if word != "" {
				counts[word]++
			}
		}()
	}
	return counts
}

// A whole function.
//
//mapvet:ignore concurrent-map-writes callers wait for each word
func functionOk(words []string) map[string]int {
	counts := make(map[string]int)
	for _, word := range words {
		go func() {
			counts[word]++
		}()
	}
	return counts
}

// The declaration of the map: whatever is found of it.
func declarationOk(words []string) map[string]int {
	counts := make(map[string]int) //mapvet:ignore concurrent-map-writes filled by one goroutine only
	for _, word := range words {
		go func() {
			counts[word]++
		}()
	}
	return counts
}

type storeOk struct {
	mu sync.Mutex
	//mapvet:ignore concurrent-map-writes the two run one after the other
	hidden map[string]int
}

func newStoreOk() *storeOk {
	s := &storeOk{hidden: make(map[string]int)}
	go s.fillOk()
	s.hidden["b"] = 2
	return s
}

func (s *storeOk) fillOk() {
	s.hidden["a"] = 1
}

// The other access is covered, the reported one is not.
func otherSideBad() map[string]int {
	counts := make(map[string]int)
	go func() {
		counts["a"]++ // want concurrent-map-writes
	}()
	// want unused-ignore "no finding of `concurrent-map-writes` is in what it covers"
	//mapvet:ignore concurrent-map-writes the other goroutine waits
	counts["b"]++
	return counts
}

// The block ends below.
func endOfBlockBad(words []string) map[string]int {
	counts := make(map[string]int)
	for _, word := range words {
		go func() {
			counts[word]++ // want concurrent-map-writes
			// want unused-ignore "no code follows it in its block"
			//mapvet:ignore concurrent-map-writes callers wait for each word
		}()
	}
	return counts
}

// One line too early.
func earlyBad(words []string) map[string]int {
	counts := make(map[string]int)
	for _, word := range words {
		go func() {
			// want unused-ignore
			println(word) //mapvet:ignore concurrent-map-writes callers wait for each word
			// want unused-ignore
			//mapvet:ignore concurrent-map-writes callers wait for each word
			println(word)
			counts[word]++ // want concurrent-map-writes
		}()
	}
	return counts
}

// Nothing is wrong here any more.
func mendedBad(words []string) map[string]int {
	// want unused-ignore
	//mapvet:ignore concurrent-map-writes callers wait for each word
	counts := make(map[string]int)
	for _, word := range words {
		counts[word]++
	}
	return counts
}
