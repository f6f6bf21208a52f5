package main

import (
	"cmp"
	"fmt"
	"go/ast"
	"go/types"
	"slices"
	"strings"
)

// captured is a variable of a function, by the place of its declaration.
type captured struct {
	name   string
	offset int
}

// literal adds a function literal with the variables that it uses and does not declare.
func (d *dump) literal(literal *ast.FuncLit) {
	var found []captured
	ast.Inspect(literal, func(node ast.Node) bool {
		if name, ok := node.(*ast.Ident); ok {
			if used, ok := d.info.Uses[name].(*types.Var); ok && d.isLocal(used) && (used.Pos() < literal.Pos() || literal.End() <= used.Pos()) {
				found = append(found, captured{used.Name(), d.offset(used.Pos())})
			}
		}
		return true
	})
	slices.SortFunc(found, func(one, two captured) int {
		return cmp.Or(cmp.Compare(one.offset, two.offset), cmp.Compare(one.name, two.name))
	})
	// A type switch declares one variable a clause, all in one place.
	found = slices.Compact(found)
	words := make([]string, len(found))
	for i, variable := range found {
		words[i] = fmt.Sprintf("%s@%d", variable.name, variable.offset)
	}
	d.add(kindLiteral, literal.Pos(), strings.Join(words, ","), false)
}

// isLocal reports whether a function declares the variable.
func (d *dump) isLocal(v *types.Var) bool {
	return !v.IsField() && v.Pkg() == d.pkg && v.Parent() != d.pkg.Scope()
}
