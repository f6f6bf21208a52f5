package joins

import "fmt"

type attempts struct {
	slept map[string]int
	tried map[string]int
}

func recovered(run func(), failed func(reason any)) {
	defer func() { failed(recover()) }()
	run()
}

// The goroutines send what they found in a function that they hand to a helper.
func sendOk(a *attempts, names []string) {
	found := make(chan int, len(names))
	for _, name := range names {
		go func() {
			slept := a.slept[name]
			recovered(func() { found <- slept }, func(reason any) {
				if reason != nil {
					found <- 0
				}
			})
		}()
	}
	for range names {
		fmt.Println(<-found)
	}
	a.slept["all"] = 1
}

// Here they send before they look.
func sendBad(a *attempts, names []string) {
	found := make(chan int, len(names))
	for _, name := range names {
		go func() {
			recovered(func() { found <- 1 }, func(any) {})
			fmt.Println(a.tried[name])
		}()
	}
	for range names {
		fmt.Println(<-found)
	}
	a.tried["all"] = 1 // want concurrent-map-read-and-map-write
}

func UseAttempts(a *attempts, names []string) {
	sendOk(a, names)
	sendBad(a, names)
}
