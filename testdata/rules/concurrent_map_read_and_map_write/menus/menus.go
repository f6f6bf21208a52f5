// Package menus makes objects that hold functions which somebody calls later.
package menus

import "time"

type command struct {
	name string
	run  func()
}

type menu struct {
	commands []command
	options  map[string]string
}

func (m *menu) add(name string, run func()) {
	m.commands = append(m.commands, command{name, run})
}

// Nobody has the menu, and so nobody runs its commands, before it is returned.
func (m *menu) setOk(name, value string) {
	m.options[name] = value
}

func (m *menu) exec(name string) {
	for _, command := range m.commands {
		if command.name == name {
			command.run()
		}
	}
}

func newMenuOk() *menu {
	m := &menu{options: map[string]string{}}
	m.add("refresh", func() {
		go func() {
			for range time.Tick(time.Second) {
				println(m.options["colour"])
			}
		}()
	})
	m.setOk("colour", "red")
	return m
}

type panel struct {
	actions []func()
	options map[string]string
}

func (p *panel) play() {
	for _, action := range p.actions {
		action()
	}
}

func (p *panel) setBad(name, value string) {
	p.options[name] = value // want concurrent-map-read-and-map-write "p.options"
}

// The actions run already when the last option is set.
func newPanelBad() *panel {
	p := &panel{options: map[string]string{}}
	p.actions = append(p.actions, func() {
		go func() {
			for range time.Tick(time.Second) {
				println(p.options["colour"]) // want concurrent-map-read-and-map-write "p.options"
			}
		}()
	})
	p.play()
	p.setBad("colour", "red")
	return p
}

// Main is what the command does.
func Main(name string) {
	newMenuOk().exec(name)
	newPanelBad().play()
}
