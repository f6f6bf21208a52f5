// Package registrations has widgets whose handlers one event loop runs.
package registrations

import "github.com/rivo/tview"

type grid struct {
	app   *tview.Application
	table *tview.Table
	rows  map[string]int
	seen  map[string]int
	drawn map[string]int
	text  string
}

func newGrid(app *tview.Application) *grid {
	g := &grid{app: app, table: tview.NewTable(), rows: map[string]int{}, seen: map[string]int{}, drawn: map[string]int{}}
	g.table.SetSelectedFunc(func(row, column int) { g.selected(g.text) })
	g.table.SetDoneFunc(func(key int) { go g.watch() })
	return g
}

func (g *grid) selected(name string) {
	if g.rows[name] > 0 {
		g.text = name
	}
}

func (g *grid) watch() {
	for _, name := range []string{"a", "b"} {
		g.app.QueueUpdateDraw(func() { g.rows[name] = 1 })
		g.later(func() { delete(g.rows, name) })
		g.app.QueueUpdate(func() { g.drawn[name] = 1 })
		g.drawn[name]++
		go g.count(name)
		g.app.QueueUpdate(func() { g.seen[name] = 1 }) // want
	}
}

func (g *grid) count(name string) {
	g.seen[name]++ // want
}

// later hands a function on.
func (g *grid) later(update func()) {
	g.app.QueueUpdateDraw(update)
}
