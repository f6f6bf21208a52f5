package main

import (
	"go/ast"
	"go/types"
)

// indexed adds the operand of an index expression, which may as well be an instantiation.
func (d *dump) indexed(x ast.Expr) {
	if t := d.info.TypeOf(x); t != nil {
		if _, isFunction := t.Underlying().(*types.Signature); !isFunction {
			d.operand(x)
		}
	}
}

func (d *dump) operand(x ast.Expr) {
	x = ast.Unparen(x)
	if name, ok := x.(*ast.Ident); ok && name.Name == "_" {
		return
	}
	t := d.info.TypeOf(x)
	if t == nil || t == types.Typ[types.Invalid] || d.info.Types[x].IsType() {
		return
	}
	value := "other"
	if _, isMap := core(t).(*types.Map); isMap {
		value = "map"
	}
	d.add(kindOperand, x.Pos(), value, d.hidden.typ(t) || d.hidden.expr(d.info, x))
	d.rows[len(d.rows)-1].End = d.offset(x.End())
}
