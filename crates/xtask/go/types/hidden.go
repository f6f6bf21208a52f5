package main

import "go/types"

// hidden holds the packages that are neither standard library nor part of a module at hand.
type hidden map[string]bool

func newHidden(listed []*listedPackage, modules []module) hidden {
	ours := map[string]bool{}
	for _, m := range modules {
		ours[m.path] = true
	}
	found := hidden{}
	for _, p := range listed {
		isOurs := !p.DepOnly || p.Module != nil && (p.Module.Main || ours[p.Module.Path])
		if !p.Standard && !isOurs {
			found[p.plainPath()] = true
		}
	}
	return found
}

func (h hidden) pkg(pkg *types.Package) bool {
	return pkg != nil && h[pkg.Path()]
}

// typ reports whether a type mentions a named type of a hidden package. Fields, parameters and methods are not looked at.
func (h hidden) typ(t types.Type) bool {
	switch t := t.(type) {
	case *types.Alias:
		return h.pkg(t.Obj().Pkg()) || h.list(t.TypeArgs()) || h.typ(t.Rhs())
	case *types.Named:
		return h.pkg(t.Obj().Pkg()) || h.list(t.TypeArgs())
	case *types.Pointer:
		return h.typ(t.Elem())
	case *types.Slice:
		return h.typ(t.Elem())
	case *types.Array:
		return h.typ(t.Elem())
	case *types.Chan:
		return h.typ(t.Elem())
	case *types.Map:
		return h.typ(t.Key()) || h.typ(t.Elem())
	}
	return false
}

func (h hidden) list(arguments *types.TypeList) bool {
	for t := range arguments.Types() {
		if h.typ(t) {
			return true
		}
	}
	return false
}
