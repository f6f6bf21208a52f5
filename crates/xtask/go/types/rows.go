package main

import (
	"bytes"
	"encoding/json"
	"go/ast"
	"go/token"
	"go/types"
)

// The kinds of rows.
const (
	// kindOperand: whether what is indexed, ranged over, measured, cleared or assigned to is a "map" or "other".
	kindOperand = "a"
	// kindCallee: the function or method that a call runs.
	kindCallee = "b"
	// kindField: the type that declares a selected field.
	kindField = "c"
	// kindLock: the method of a sync lock, and the embedded fields that lead to it.
	kindLock = "d"
	// kindInterface: the interface method that a call names.
	kindInterface = "e"
	// kindLiteral: the variables that a function literal captures.
	kindLiteral = "f"
)

// Row is one thing that go/types knows about a file.
type Row struct {
	File  string `json:"f"`
	Kind  string `json:"k"`
	Start int    `json:"s"`
	// End is there for operands only.
	End    int    `json:"e,omitempty"`
	Value  string `json:"v"`
	Hidden bool   `json:"h,omitempty"`
}

// dump makes the rows of one file.
type dump struct {
	pkg    *types.Package
	info   *types.Info
	hidden hidden
	file   *token.File
	name   string
	rows   []Row
}

func (d *dump) walk(file *ast.File) {
	ast.Inspect(file, func(node ast.Node) bool {
		switch node := node.(type) {
		case *ast.IndexExpr:
			d.indexed(node.X)
		case *ast.RangeStmt:
			d.operand(node.X)
		case *ast.IncDecStmt:
			d.operand(node.X)
		case *ast.AssignStmt:
			for _, left := range node.Lhs {
				d.operand(left)
			}
		case *ast.CallExpr:
			d.call(node)
		case *ast.SelectorExpr:
			d.field(node)
		case *ast.FuncLit:
			d.literal(node)
		}
		return true
	})
}

func (d *dump) add(kind string, at token.Pos, value string, hidden bool) {
	d.rows = append(d.rows, Row{File: d.name, Kind: kind, Start: d.offset(at), Value: value, Hidden: hidden})
}

// offset is where a position is in the file itself; `//line` comments do not count.
func (d *dump) offset(at token.Pos) int {
	return d.file.Offset(at)
}

func (d *dump) write(to *bytes.Buffer) {
	lines := json.NewEncoder(to)
	lines.SetEscapeHTML(false)
	for i := range d.rows {
		// Numbers and strings in memory: nothing can fail.
		_ = lines.Encode(&d.rows[i])
	}
}
