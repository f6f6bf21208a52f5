// Package suites is tested one step after another, and at once.
package suites

// Normalize is what is tested.
func Normalize(name string) string { return name }

// Visit calls back on the goroutine of its caller.
func Visit(names []string, visit func(string)) {
	for _, name := range names {
		visit(name)
	}
}

// Stream calls back on a goroutine of its own and closes the channel at the end.
func Stream(names []string, visit func(string)) <-chan struct{} {
	done := make(chan struct{})
	go func() {
		defer close(done)
		Visit(names, visit)
	}()
	return done
}
