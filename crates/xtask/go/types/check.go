package main

import (
	"bytes"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"sync/atomic"
)

// maxWorkers bounds the memory: every worker has all that its packages import.
const maxWorkers = 8

// checker dumps the packages of one group.
type checker struct {
	root    root
	listed  map[string]*listedPackage
	todo    []*listedPackage
	hidden  hidden
	verbose bool
	counts  counts
}

func newChecker(root root, listed []*listedPackage, modules []module, verbose bool) *checker {
	byID := make(map[string]*listedPackage, len(listed))
	for _, p := range listed {
		byID[p.ImportPath] = p
	}
	return &checker{root: root, listed: byID, todo: toCheck(listed), hidden: newHidden(listed, modules), verbose: verbose}
}

// result is what came of one package.
type result struct {
	rows bytes.Buffer
	errs []error
}

// all dumps every package, several at a time, and writes their rows in the order of the list.
func (c *checker) all(out io.Writer) error {
	workers := min(runtime.NumCPU(), maxWorkers)
	slots := make([]chan *result, len(c.todo))
	for i := range slots {
		slots[i] = make(chan *result, 1)
	}
	// A worker may not run far ahead of the one who writes.
	ahead := make(chan struct{}, 4*workers)
	var next atomic.Int64
	var done sync.WaitGroup
	for range workers {
		done.Add(1)
		go func() {
			defer done.Done()
			imports := newImports(token.NewFileSet(), c.listed)
			for {
				ahead <- struct{}{}
				i := int(next.Add(1)) - 1
				if i >= len(c.todo) {
					<-ahead
					return
				}
				slots[i] <- c.one(c.todo[i], imports)
			}
		}()
	}
	var failed error
	for i := range slots {
		result := <-slots[i]
		<-ahead
		c.count(result)
		if _, err := out.Write(result.rows.Bytes()); err != nil && failed == nil {
			failed = err
		}
	}
	done.Wait()
	return failed
}

func (c *checker) count(r *result) {
	c.counts.packages++
	c.counts.errors += len(r.errs)
	if len(r.errs) > 0 {
		c.counts.broken++
	}
	if c.verbose {
		for _, err := range r.errs {
			fmt.Fprintln(os.Stderr, err)
		}
	}
}

// one parses and checks a package and dumps its files.
func (c *checker) one(p *listedPackage, imports *imports) *result {
	done := new(result)
	fail := func(err error) { done.errs = append(done.errs, err) }
	var files []*ast.File
	var names []string
	for _, name := range append(append([]string(nil), p.GoFiles...), p.CgoFiles...) {
		if !filepath.IsAbs(name) {
			name = filepath.Join(p.Dir, name)
		}
		file, err := parser.ParseFile(imports.files, name, nil, parser.SkipObjectResolution)
		if err != nil {
			fail(err)
		}
		if file != nil {
			files, names = append(files, file), append(names, c.root.relative(name))
		}
	}
	info := newInfo()
	config := types.Config{
		FakeImportC:              true,
		DisableUnusedImportCheck: true,
		Importer:                 imports.of(p),
		Sizes:                    types.SizesFor("gc", runtime.GOARCH),
		// An error that continues the one before it begins with a tab.
		Error: func(err error) {
			if e := (types.Error{}); !errors.As(err, &e) || len(e.Msg) == 0 || e.Msg[0] != '\t' {
				fail(err)
			}
		},
	}
	if p.Module != nil && p.Module.GoVersion != "" {
		config.GoVersion = "go" + p.Module.GoVersion
	}
	// Its error is the first of those that were counted.
	pkg, _ := config.Check(p.plainPath(), imports.files, files, info)
	for i, file := range files {
		if names[i] != "" {
			dump := &dump{pkg: pkg, info: info, hidden: c.hidden, file: imports.files.File(file.FileStart), name: names[i]}
			dump.walk(file)
			dump.write(&done.rows)
		}
	}
	return done
}

func newInfo() *types.Info {
	return &types.Info{
		Types:      map[ast.Expr]types.TypeAndValue{},
		Defs:       map[*ast.Ident]types.Object{},
		Uses:       map[*ast.Ident]types.Object{},
		Selections: map[*ast.SelectorExpr]*types.Selection{},
	}
}
