// Package forms holds comments that say what to hide and not why.
package forms

func ownBad(words []string) map[string]int {
	counts := make(map[string]int)
	for _, word := range words {
		go func() {
			// want ignore-without-reason "gives no reason, so it hides nothing"
			//mapvet:ignore concurrent-map-writes
			counts[word]++ // want concurrent-map-writes
		}()
	}
	return counts
}

func dashesBad() {
	// want ignore-without-reason
	//mapvet:ignore concurrent-map-writes -- ...
	println()
	// want ignore-without-reason "names no rule and gives no reason"
	//mapvet:ignore
	println()
}

func golangciBad(words []string) map[string]int {
	counts := make(map[string]int)
	for _, word := range words {
		go func() {
			// want concurrent-map-writes // want ignore-without-reason
			counts[word]++ //nolint:mapvet
		}()
	}
	// want ignore-without-reason
	println() //nolint:mapvet the reason needs slashes
	return counts
}

// A bare comment is for every linter: only one that would hide something of ours needs a reason for us.
func everyLinterBad(words []string) map[string]int {
	counts := make(map[string]int)
	for _, word := range words {
		go func() {
			// want concurrent-map-writes // want ignore-without-reason
			counts[word]++ //nolint
		}()
	}
	println() //nolint
	println() //nolint:all
	return counts
}

func staticcheckBad() {
	// want ignore-without-reason
	//lint:ignore mapvet/concurrent-map-writes
	println()
}

func reasonOk(words []string) map[string]int {
	counts := make(map[string]int)
	for _, word := range words {
		go func() {
			//mapvet:ignore concurrent-map-writes größer als 0: siehe https://example.com/x
			counts[word]++
		}()
	}
	return counts
}
