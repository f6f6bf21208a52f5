package main

import (
	"fmt"
	"go/importer"
	"go/token"
	"go/types"
	"io"
	"os"
	"strings"
)

// imports reads export data. It belongs to one goroutine: reading a package adds to scopes of packages that were read before.
type imports struct {
	files  *token.FileSet
	listed map[string]*listedPackage
	plain  types.Importer
}

func newImports(files *token.FileSet, listed map[string]*listedPackage) *imports {
	i := &imports{files: files, listed: listed}
	i.plain = importer.ForCompiler(files, "gc", func(path string) (io.ReadCloser, error) { return i.open(path) })
	return i
}

func (i *imports) open(id string) (io.ReadCloser, error) {
	p := i.listed[id]
	if p == nil || p.Export == "" {
		return nil, fmt.Errorf("no export data of %s", id)
	}
	return os.Open(p.Export)
}

// of is the importer for the files of one package.
func (i *imports) of(p *listedPackage) types.Importer {
	view := view{of: p, from: i.plain}
	if p.ForTest != "" {
		// Some of its imports were compiled anew for the test and must not meet the others.
		view.from = importer.ForCompiler(i.files, "gc", func(path string) (io.ReadCloser, error) { return i.open(view.compiled(path)) })
	}
	return view
}

// view gives the imports of one package the meaning that the go command gives them.
type view struct {
	of   *listedPackage
	from types.Importer
}

func (v view) Import(path string) (*types.Package, error) {
	return v.from.Import(withoutTest(v.mapped(path)))
}

func (v view) mapped(path string) string {
	if mapped, ok := v.of.ImportMap[path]; ok {
		return mapped
	}
	return path
}

// compiled is the full name of what a test imports under a path that was mapped already.
func (v view) compiled(path string) string {
	for _, mapped := range v.of.ImportMap {
		if strings.HasPrefix(mapped, path+" [") {
			return mapped
		}
	}
	return path
}
