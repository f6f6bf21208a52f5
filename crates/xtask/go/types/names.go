package main

import (
	"go/types"
	"strings"
)

// pkgPath is the path of a package as an import would spell it.
func pkgPath(pkg *types.Package) string {
	path := withoutTest(pkg.Path())
	for _, vendor := range []string{"vendor/", "cmd/vendor/"} {
		if rest, ok := strings.CutPrefix(path, vendor); ok {
			return rest
		}
	}
	return path
}

// typeName names a declared type without its arguments: `path.Name`, or `path.#.Name` if a function declares it. Other types give "".
func typeName(t types.Type) string {
	named, ok := types.Unalias(t).(*types.Named)
	if !ok {
		return ""
	}
	obj := named.Obj()
	if obj.Pkg() == nil {
		return obj.Name()
	}
	// In export data, types of functions are numbered and stand beside the others.
	name, _, isNumbered := strings.Cut(obj.Name(), "·")
	if isNumbered || obj.Parent() != obj.Pkg().Scope() {
		return pkgPath(obj.Pkg()) + ".#." + name
	}
	return pkgPath(obj.Pkg()) + "." + name
}

// deref is what a pointer points to; a named pointer counts.
func deref(t types.Type) types.Type {
	if pointer, ok := t.Underlying().(*types.Pointer); ok {
		return pointer.Elem()
	}
	return t
}

// core is the underlying type, and of a type parameter the one that all its types have in common, or nil.
func core(t types.Type) types.Type {
	parameter, ok := types.Unalias(t).(*types.TypeParam)
	if !ok {
		return t.Underlying()
	}
	return coreOfSet(parameter.Constraint().Underlying())
}

// coreOfSet is the core type of an element of a constraint. One embedded element suffices: the others can only narrow the set.
func coreOfSet(t types.Type) types.Type {
	switch t := t.Underlying().(type) {
	case *types.Interface:
		for embedded := range t.EmbeddedTypes() {
			if found := coreOfElement(embedded); found != nil {
				return found
			}
		}
		return nil
	default:
		return t
	}
}

func coreOfElement(t types.Type) types.Type {
	union, ok := types.Unalias(t).(*types.Union)
	if !ok {
		return coreOfSet(t)
	}
	var common types.Type
	for term := range union.Terms() {
		found := coreOfSet(term.Type())
		if found == nil || common != nil && !types.Identical(common, found) {
			return nil
		}
		common = found
	}
	return common
}
