//go:build ignore

// A program that is run by hand and belongs to no package.
package main

var names = map[string]int{}

func main() {
	go func() { names["first"]++ }()
	names["second"]++
}
