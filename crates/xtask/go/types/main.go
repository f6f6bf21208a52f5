// Types says what go/types knows about the expressions of Go modules, one JSON object a line.
//
// It reads only what `go list -export` hands out and the source of the modules below one folder. The rows are described at [Row].
package main

import (
	"bufio"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

func main() {
	tests := flag.Bool("tests", false, "include test files")
	verbose := flag.Bool("errors", false, "print every type error")
	flag.Usage = func() {
		fmt.Fprintln(os.Stderr, "usage: types [-tests] [-errors] DIR")
		flag.PrintDefaults()
	}
	flag.Parse()
	if flag.NArg() != 1 {
		flag.Usage()
		os.Exit(2)
	}
	if err := run(flag.Arg(0), *tests, *verbose); err != nil {
		fmt.Fprintln(os.Stderr, "types:", err)
		os.Exit(1)
	}
}

func run(dir string, tests, verbose bool) error {
	root, err := newRoot(dir)
	if err != nil {
		return err
	}
	modules, err := findModules(root.real)
	if err != nil {
		return err
	}
	groups, err := groupModules(modules)
	if err != nil {
		return err
	}
	out := bufio.NewWriterSize(os.Stdout, 1<<20)
	var total counts
	for _, group := range groups {
		listed, err := group.list(tests)
		if err != nil {
			fmt.Fprintf(os.Stderr, "types: %s: %v\n", group.dir, err)
			total.unlisted++
			continue
		}
		checker := newChecker(root, listed, modules, verbose)
		if err := checker.all(out); err != nil {
			return err
		}
		total.add(checker.counts)
	}
	if err := out.Flush(); err != nil {
		return err
	}
	return total.report(os.Stderr)
}

// counts is what is said at the end.
type counts struct {
	packages, errors, broken, unlisted int
}

func (c *counts) add(other counts) {
	c.packages += other.packages
	c.errors += other.errors
	c.broken += other.broken
	c.unlisted += other.unlisted
}

func (c *counts) report(to io.Writer) error {
	fmt.Fprintf(to, "types: %d packages, %d type errors in %d packages\n", c.packages, c.errors, c.broken)
	if c.unlisted > 0 {
		fmt.Fprintf(to, "types: %d modules could not be listed\n", c.unlisted)
	}
	if c.packages == 0 {
		return fmt.Errorf("there are no packages to check")
	}
	return nil
}

// root is the folder that file names are relative to.
type root struct {
	given, real string
}

func newRoot(dir string) (root, error) {
	given, err := filepath.Abs(dir)
	if err != nil {
		return root{}, err
	}
	real, err := filepath.EvalSymlinks(given)
	return root{given, real}, err
}

// relative is the name of a file in rows, or "" for one that is not below the folder.
func (r root) relative(file string) string {
	for _, base := range []string{r.real, r.given} {
		if name, ok := below(base, file); ok {
			return name
		}
	}
	if real, err := filepath.EvalSymlinks(file); err == nil {
		if name, ok := below(r.real, real); ok {
			return name
		}
	}
	return ""
}

func below(base, file string) (string, bool) {
	name, err := filepath.Rel(base, file)
	return filepath.ToSlash(name), err == nil && filepath.IsLocal(name)
}
