// Command cmd counts words.
package main

import (
	"fmt"
	"os"
	"sync"

	"example.com/cache"
)

func main() {
	c := cache.New()
	c.Set("a", "1")

	counts := map[string]int{}
	var wg sync.WaitGroup
	for _, word := range os.Args[1:] {
		wg.Add(1)
		go func() {
			defer wg.Done()
			counts[word]++
		}()
	}
	wg.Wait()
	fmt.Println(len(counts), c.Get("a"))
}
