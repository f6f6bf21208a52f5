// Package tool is a command whose parts run one at a time; one of them starts goroutines.
package tool

import (
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sort"
	"sync"

	"golang.org/x/sync/errgroup"
)

type command struct {
	name string
	run  func(args []string) error
}

var commands = map[string]*command{}

var counts = map[string]int{}

func register(name string, run func(args []string) error) {
	commands[name] = &command{name: name, run: run}
}

// countOk walks on the one goroutine there is.
func countOk(args []string) error {
	for _, root := range args {
		err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
			if err == nil && !entry.IsDir() {
				counts[filepath.Ext(path)]++
			}
			return err
		})
		if err != nil {
			return err
		}
	}
	return printOk()
}

func printOk() error {
	var names []string
	for name := range counts {
		names = append(names, name)
	}
	sort.Slice(names, func(i, j int) bool { return counts[names[i]] > counts[names[j]] })
	for _, name := range names {
		fmt.Println(name, counts[name])
	}
	return nil
}

var sizes = map[string]int64{}

// sizesBad looks at the files on goroutines.
func sizesBad(args []string) error {
	var group errgroup.Group
	for _, path := range args {
		group.Go(func() error {
			info, err := os.Stat(path)
			if err != nil {
				return err
			}
			sizes[path] = info.Size() // want concurrent-map-writes "sizes"
			return nil
		})
	}
	return group.Wait()
}

// modesOk does the same under a lock, in a map of the command's own.
func modesOk(args []string) error {
	var mu sync.Mutex
	modes := map[string]fs.FileMode{}
	var group errgroup.Group
	for _, path := range args {
		group.Go(func() error {
			info, err := os.Stat(path)
			if err != nil {
				return err
			}
			mu.Lock()
			defer mu.Unlock()
			modes[path] = info.Mode()
			return nil
		})
	}
	if err := group.Wait(); err != nil {
		return err
	}
	for path, mode := range modes {
		fmt.Println(path, mode)
	}
	return nil
}

// Main is what the command does.
func Main() {
	register("count", countOk)
	register("sizes", sizesBad)
	register("modes", modesOk)
	register("help", func([]string) error {
		for name := range commands {
			fmt.Println(name)
		}
		return nil
	})
	flag.Parse()
	c, found := commands[flag.Arg(0)]
	if !found {
		c = commands["help"]
	}
	if err := c.run(flag.Args()); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
