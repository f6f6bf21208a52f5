// Package mistakes holds comments that were meant to hide a finding and are not written so that they do.
package mistakes

// Prose may begin with these words, mapvet:ignore them.
//
// mapvet:ignore as a word is no mistake.
func proseOk() {}

func spaceBad(words []string) map[string]int {
	counts := make(map[string]int)
	for _, word := range words {
		go func() {
			// want unused-ignore "follows its `//` without a space"
			// mapvet:ignore concurrent-map-writes callers wait for each word
			counts[word]++ // want concurrent-map-writes
		}()
	}
	return counts
}

func blockBad(words []string) map[string]int {
	counts := make(map[string]int)
	for _, word := range words {
		go func() {
			// want unused-ignore "only a `//` comment"
			/* mapvet:ignore concurrent-map-writes callers wait for each word */
			counts[word]++ // want concurrent-map-writes
		}()
	}
	return counts
}

func verbBad() {
	// want unused-ignore "`//mapvet:ignroe` is no directive"
	//mapvet:ignroe concurrent-map-writes callers wait for each word
	println()
}

func ruleBad(words []string) map[string]int {
	counts := make(map[string]int)
	for _, word := range words {
		go func() {
			// want unused-ignore "`concurent-map-write` is no rule, the nearest is `concurrent-map-writes`"
			//mapvet:ignore concurent-map-write callers wait for each word
			counts[word]++ // want concurrent-map-writes
		}()
	}
	return counts
}

func partBad(words []string) map[string]int {
	counts := make(map[string]int)
	for _, word := range words {
		go func() {
			// want unused-ignore "a part of this comment hides nothing: `everything` is no rule; no finding of `concurrent-map-read-and-map-write`"
			//mapvet:ignore everything,concurrent-map-writes,concurrent-map-read-and-map-write callers wait for each word
			counts[word]++
		}()
	}
	return counts
}

func aboutCommentsBad() {
	// want unused-ignore "`unused-ignore` cannot be hidden by a comment"
	//mapvet:ignore unused-ignore it is used
	println()
}

func namesBad() {
	// want unused-ignore "mapvet is not named as this form of comment has it"
	println() //nolint:mapvet/concurrent-map-writes // a linter has no rules here
	// want unused-ignore "mapvet is not named as this form of comment has it"
	//lint:ignore mapvet a check has a rule
	println()
	// want unused-ignore "it names no rule"
	//mapvet:ignore // something is missing
	println()
}
