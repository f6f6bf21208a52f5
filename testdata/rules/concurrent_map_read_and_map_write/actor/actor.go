// Package actor gives a map to one goroutine and asks it through channels.
package actor

import "fmt"

type deposit struct {
	name   string
	amount int
}

type query struct {
	name  string
	reply chan int
}

type bank struct {
	deposits chan deposit
	queries  chan query
	quit     chan struct{}
	accounts map[string]int
}

func newBank() *bank {
	b := &bank{
		deposits: make(chan deposit),
		queries:  make(chan query),
		quit:     make(chan struct{}),
		accounts: map[string]int{},
	}
	go b.runOk()
	return b
}

func (b *bank) runOk() {
	for {
		select {
		case d := <-b.deposits:
			b.accounts[d.name] += d.amount
		case q := <-b.queries:
			q.reply <- b.accounts[q.name]
		case <-b.quit:
			return
		}
	}
}

func (b *bank) depositOk(name string, amount int) {
	b.deposits <- deposit{name: name, amount: amount}
}

func (b *bank) balanceOk(name string) int {
	reply := make(chan int)
	b.queries <- query{name: name, reply: reply}
	return <-reply
}

func useBank(names []string) {
	b := newBank()
	for _, name := range names {
		go b.depositOk(name, 10)
	}
	fmt.Println(b.balanceOk("ann"))
	close(b.quit)
}

type office struct {
	visits  chan string
	visitor map[string]int
}

func newOffice() *office {
	o := &office{visits: make(chan string), visitor: map[string]int{}}
	go o.runBad()
	return o
}

func (o *office) runBad() {
	for name := range o.visits {
		o.visitor[name]++ // want concurrent-map-read-and-map-write "visitor"
	}
}

func (o *office) visit(name string) {
	o.visits <- name
}

// Just for the length, and still a race.
func (o *office) countBad() int {
	return len(o.visitor) // want concurrent-map-read-and-map-write "visitor"
}

func useOffice(names []string) {
	o := newOffice()
	for _, name := range names {
		go o.visit(name)
	}
	fmt.Println(o.countBad())
}
