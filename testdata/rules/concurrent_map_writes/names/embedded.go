package names

import "sync"

type resolver struct {
	mutex sync.Mutex
	known map[string]int
}

// query has the resolver's lock and map by embedding it.
type query struct {
	*resolver
	depth int
}

func (q query) lookUp(name string) int {
	if known, ok := q.known[name]; ok {
		return known
	}
	q.known[name] = q.depth
	return q.depth
}

// visitOk locks by one name, and its literal runs under that lock by the other.
func (r *resolver) visitOk(name string) {
	q := query{resolver: r}
	q.mutex.Lock()
	defer q.mutex.Unlock()
	var visit func(name string)
	visit = func(name string) {
		if q.lookUp(name) > 3 {
			visit(name + "/")
		}
	}
	visit(name)
}

type loose struct {
	mutex sync.Mutex
	known map[string]int
}

type looseQuery struct {
	*loose
	depth int
}

func (q looseQuery) lookUpBad(name string) int {
	q.known[name] = q.depth // want concurrent-map-writes "q.known"
	return q.depth
}

// visit gives the lock back before it runs the literal.
func (r *loose) visit(name string) {
	q := looseQuery{loose: r}
	visit := func(name string) { q.lookUpBad(name) }
	q.mutex.Lock()
	q.lookUpBad(name)
	q.mutex.Unlock()
	visit(name)
}

func resolveAll(names []string) {
	r, l := &resolver{known: map[string]int{}}, &loose{known: map[string]int{}}
	for _, name := range names {
		go r.visitOk(name)
		go l.visit(name)
	}
}
