package main

import (
	"go/ast"
	"go/types"
)

// field adds a selector that selects a field, with the type that declares it.
func (d *dump) field(selector *ast.SelectorExpr) {
	selection := d.info.Selections[selector]
	if selection == nil || selection.Kind() != types.FieldVal {
		return
	}
	holder := deref(selection.Recv())
	for _, i := range selection.Index()[:len(selection.Index())-1] {
		holder = deref(holder.Underlying().(*types.Struct).Field(i).Type())
	}
	hidden := d.hidden.typ(selection.Recv()) || d.hidden.typ(holder) || d.hidden.expr(d.info, selector.X)
	d.add(kindField, selector.Sel.Pos(), typeName(holder), hidden)
}
