// Package interrupted is a command: it counts on its one goroutine, and prints on another when it is interrupted.
package interrupted

import (
	"fmt"
	"os"
	"os/signal"
)

var counts = map[string]int{}

var names = map[string]bool{}

func printBad() {
	for name, count := range counts { // want concurrent-map-iteration-and-map-write "counts"
		fmt.Println(name, count)
	}
}

func countBad(words []string) {
	for _, word := range words {
		counts[word]++ // want concurrent-map-iteration-and-map-write "counts"
		noteOk(word)
	}
}

// Only the tool's own goroutine comes here.
func noteOk(word string) { names[word] = true }

// Main is what the command does.
func Main() {
	interrupted := make(chan os.Signal, 1)
	signal.Notify(interrupted, os.Interrupt)
	go func() {
		<-interrupted
		printBad()
		os.Exit(1)
	}()
	countBad(os.Args[1:])
	fmt.Println(len(names))
}
