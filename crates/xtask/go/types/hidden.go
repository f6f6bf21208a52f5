package main

import (
	"go/ast"
	"go/types"
)

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

// expr reports whether the type of an expression stands in a declaration of a hidden package: that of its field,
// variable or function. What a variable at hand was given is not looked at.
func (h hidden) expr(info *types.Info, x ast.Expr) bool {
	switch x := ast.Unparen(x).(type) {
	case *ast.SelectorExpr:
		if selection := info.Selections[x]; selection != nil {
			return h.pkg(selection.Obj().Pkg()) || h.typ(selection.Recv())
		}
		used := info.Uses[x.Sel]
		return used != nil && h.pkg(used.Pkg())
	case *ast.CallExpr:
		return h.expr(info, x.Fun)
	case *ast.IndexExpr:
		return h.expr(info, x.X)
	case *ast.IndexListExpr:
		return h.expr(info, x.X)
	case *ast.SliceExpr:
		return h.expr(info, x.X)
	case *ast.StarExpr:
		return h.expr(info, x.X)
	case *ast.UnaryExpr:
		return h.expr(info, x.X)
	case *ast.Ident:
		used := info.Uses[x]
		return used != nil && h.pkg(used.Pkg())
	}
	return false
}
