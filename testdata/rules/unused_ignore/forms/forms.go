// Package forms holds comments in the forms of other tools.
package forms

func golangciOk(words []string) map[string]int {
	counts := make(map[string]int)
	for _, word := range words {
		go func() {
			counts[word]++ //nolint:errcheck,mapvet // callers wait for each word
		}()
	}
	return counts
}

func everyLinterOk(words []string) map[string]int {
	counts := make(map[string]int)
	for _, word := range words {
		go func() {
			counts[word]++ //nolint:all // callers wait for each word
		}()
	}
	println(len(counts)) //nolint // This one may be for others.
	return counts
}

func staticcheckOk(words []string) map[string]int {
	counts := make(map[string]int)
	for _, word := range words {
		go func() {
			//lint:ignore SA4006,mapvet/concurrent-map-writes callers wait for each word
			counts[word]++
		}()
	}
	return counts
}

func wildcardOk(words []string) map[string]int {
	counts := make(map[string]int)
	for _, word := range words {
		go func() {
			//lint:ignore mapvet/* callers wait for each word
			counts[word]++
		}()
	}
	return counts
}

func othersOk() {
	//lint:ignore SA4006 not ours
	//nolint:errcheck // not ours
	println("//mapvet:ignore no-comment at all")
}

func unusedBad() {
	// want unused-ignore "no finding is in what it covers"
	println(1) //nolint:errcheck,mapvet // it was here once
	// want unused-ignore "no finding of `concurrent-map-writes` is in what it covers"
	//lint:ignore mapvet/concurrent-map-writes it was here once
	println(2)
	// want unused-ignore "no finding is in what it covers"
	//lint:ignore mapvet/concurrent-* it was here once
	println(3)
}
