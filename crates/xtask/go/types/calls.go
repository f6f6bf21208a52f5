package main

import (
	"go/ast"
	"go/types"
	"strings"
)

// measured are the builtins whose first argument may be a map.
var measured = map[string]bool{"len": true, "delete": true, "clear": true}

// lockMethods are the methods of sync.Mutex and sync.RWMutex that are dumped.
var lockMethods = map[string]bool{"Lock": true, "RLock": true, "Unlock": true, "RUnlock": true, "TryLock": true, "TryRLock": true}

func (d *dump) call(call *ast.CallExpr) {
	switch fun := callee(call.Fun).(type) {
	case *ast.Ident:
		switch used := d.info.Uses[fun].(type) {
		case *types.Builtin:
			if measured[used.Name()] && len(call.Args) > 0 {
				d.operand(call.Args[0])
			}
		case *types.Func:
			d.function(fun, used)
		}
	case *ast.SelectorExpr:
		used, ok := d.info.Uses[fun.Sel].(*types.Func)
		if !ok {
			return
		}
		if selection := d.info.Selections[fun]; selection != nil {
			d.method(fun, used, selection)
		} else {
			d.function(fun.Sel, used)
		}
	}
}

// callee is the name of what is called, without parentheses and type arguments.
func callee(fun ast.Expr) ast.Expr {
	for {
		switch x := ast.Unparen(fun).(type) {
		case *ast.IndexExpr:
			fun = x.X
		case *ast.IndexListExpr:
			fun = x.X
		default:
			return x
		}
	}
}

func (d *dump) function(name *ast.Ident, called *types.Func) {
	if called.Pkg() != nil {
		d.add(kindCallee, name.Pos(), pkgPath(called.Pkg())+"."+called.Name(), d.hidden.pkg(called.Pkg()))
	}
}

func (d *dump) method(fun *ast.SelectorExpr, called *types.Func, selection *types.Selection) {
	if _, ok := types.Unalias(deref(selection.Recv())).(*types.TypeParam); ok {
		return
	}
	receiver := called.Origin().Signature().Recv().Type()
	hidden := d.hidden.typ(selection.Recv()) || d.hidden.pkg(called.Pkg()) || d.hidden.expr(d.info, fun.X)
	if types.IsInterface(receiver) {
		// A method expression of an interface is neither static nor a call on a value.
		if selection.Kind() == types.MethodVal {
			d.add(kindInterface, fun.Sel.Pos(), typeName(receiver)+"."+called.Name(), hidden)
		}
		return
	}
	declared := typeName(deref(receiver))
	if declared == "" {
		return
	}
	d.add(kindCallee, fun.Sel.Pos(), declared+"."+called.Name(), hidden)
	if isLock := declared == "sync.Mutex" || declared == "sync.RWMutex"; isLock && lockMethods[called.Name()] {
		words := append([]string{declared + "." + called.Name()}, passed(selection)...)
		d.add(kindLock, fun.Sel.Pos(), strings.Join(words, " "), hidden)
	}
}

// passed is the dotted path of the embedded fields that a selection passes through, if any.
func passed(selection *types.Selection) []string {
	var names []string
	t := selection.Recv()
	for _, i := range selection.Index()[:len(selection.Index())-1] {
		field := deref(t).Underlying().(*types.Struct).Field(i)
		names, t = append(names, field.Name()), field.Type()
	}
	if len(names) == 0 {
		return nil
	}
	return []string{strings.Join(names, ".")}
}
