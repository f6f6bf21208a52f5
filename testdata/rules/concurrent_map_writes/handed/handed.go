// Package handed has functions run what they are handed on goroutines that they start.
package handed

import "sync"

// Starts many and waits for none.
func each(n int, run func(int)) {
	for at := 0; at < n; at++ {
		go run(at)
	}
}

func countBad(n int) {
	counts := map[int]int{}
	each(n, func(at int) {
		counts[at]++ // want concurrent-map-writes
	})
}

func countOk(n int) {
	var mu sync.Mutex
	counts := map[int]int{}
	each(n, func(at int) {
		mu.Lock()
		defer mu.Unlock()
		counts[at]++
	})
}

func countOwnOk(n int) {
	each(n, func(at int) {
		counts := map[int]int{}
		counts[at]++
	})
}

// Whoever waits for all of them does not keep them apart.
func countWaitBad(n int) {
	var group sync.WaitGroup
	group.Add(n)
	counts := map[int]int{}
	each(n, func(at int) {
		defer group.Done()
		counts[at]++ // want concurrent-map-writes
	})
	group.Wait()
}

type tally struct {
	mu     sync.Mutex
	counts map[int]int
}

func (t *tally) addBad(at int) {
	t.counts[at]++ // want concurrent-map-writes
}

func (t *tally) run(n int) {
	each(n, t.addBad)
}

func (t *tally) addOk(at int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.counts[at]++
}

func (t *tally) runOk(n int) {
	each(n, t.addOk)
}

func useTallies() {
	(&tally{counts: map[int]int{}}).run(3)
	(&tally{counts: map[int]int{}}).runOk(3)
}

// Starts one.
func start(run func()) {
	go run()
}

func oneOk() {
	counts := map[string]int{}
	start(func() { counts["one"]++ })
}

func twoBad() {
	counts := map[string]int{}
	start(func() { counts["one"]++ }) // want concurrent-map-writes
	start(func() { counts["two"]++ })
}

// Starts many by starting one again and again.
func startMany(n int, run func()) {
	for range n {
		start(run)
	}
}

func manyBad(n int) {
	counts := map[string]int{}
	startMany(n, func() {
		counts["all"]++ // want concurrent-map-writes
	})
}

// A function of its own between the goroutine and what it runs.
func startSafely(n int, run func()) {
	for range n {
		start(func() {
			defer func() { _ = recover() }()
			run()
		})
	}
}

func safelyBad(n int) {
	counts := map[string]int{}
	startSafely(n, func() {
		counts["all"]++ // want concurrent-map-writes
	})
}

// One after the other.
func inTurn(n int, run func(int)) {
	for at := range n {
		var group sync.WaitGroup
		group.Add(1)
		go func() {
			defer group.Done()
			run(at)
		}()
		group.Wait()
	}
}

func inTurnOk(n int) {
	counts := map[int]int{}
	inTurn(n, func(at int) { counts[at]++ })
}

// One goroutine runs it all the time.
func loop(n int, run func(int)) {
	go func() {
		for at := range n {
			run(at)
		}
	}()
}

func loopOk(n int) {
	counts := map[int]int{}
	loop(n, func(at int) { counts[at]++ })
}

// Each goroutine takes a lock of the function that starts them.
func locked(n int, run func(int)) {
	var mu sync.Mutex
	for at := range n {
		go func() {
			mu.Lock()
			defer mu.Unlock()
			run(at)
		}()
	}
}

func lockedOk(n int) {
	counts := map[int]int{}
	locked(n, func(at int) { counts[at]++ })
}

// Each goroutine takes the lock of whoever calls.
func under(mu *sync.Mutex, run func()) {
	go func() {
		mu.Lock()
		defer mu.Unlock()
		run()
	}()
}

func underOk() {
	var mu sync.Mutex
	counts := map[string]int{}
	under(&mu, func() { counts["one"]++ })
	mu.Lock()
	counts["two"]++
	mu.Unlock()
}

func underBad() {
	var mu sync.Mutex
	counts := map[string]int{}
	under(&mu, func() { counts["one"]++ })
	counts["two"]++ // want concurrent-map-writes
}

// Starts it twice, at the same time.
func twice(run func(int)) {
	go run(1)
	go run(2)
}

func twiceBad() {
	counts := map[int]int{}
	twice(func(at int) {
		counts[at]++ // want concurrent-map-writes
	})
}

// Starts it on one of two ways.
func either(one bool, run func(int)) {
	if one {
		go run(1)
	} else {
		go run(2)
	}
}

func eitherOk(one bool) {
	counts := map[int]int{}
	either(one, func(at int) { counts[at]++ })
}

// Starts one and runs the other meanwhile.
func both(first, second func()) {
	done := make(chan struct{})
	go func() {
		defer close(done)
		first()
	}()
	second()
	<-done
}

func bothBad() int {
	counts := map[string]int{}
	both(
		func() { counts["first"]++ }, // want concurrent-map-writes
		func() { counts["second"]++ },
	)
	return len(counts)
}

func bothOk() int {
	first, second := map[string]int{}, map[string]int{}
	both(func() { first["first"]++ }, func() { second["second"]++ })
	return len(first) + len(second)
}

// Starts one when the other is over.
func after(first, second func()) {
	first()
	go second()
}

func afterOk() {
	counts := map[string]int{}
	after(func() { counts["first"]++ }, func() { counts["second"]++ })
}

// Hands two on.
func relay(first, second func()) {
	both(first, second)
}

func relayBad() {
	counts := map[string]int{}
	relay(
		func() { counts["first"]++ }, // want concurrent-map-writes
		func() { counts["second"]++ },
	)
}

// A goroutine for each of them, and waits for all.
func parallel(runs ...func()) {
	var group sync.WaitGroup
	for _, run := range runs {
		group.Add(1)
		go func() {
			defer group.Done()
			run()
		}()
	}
	group.Wait()
}

func parallelBad() int {
	counts := map[string]int{}
	parallel(
		func() { counts["first"]++ }, // want concurrent-map-writes
		func() { counts["second"]++ },
	)
	return len(counts)
}

func parallelOk() int {
	var mu sync.Mutex
	counts, own := map[string]int{}, map[string]int{}
	add := func(name string) {
		mu.Lock()
		defer mu.Unlock()
		counts[name]++
	}
	parallel(func() { add("first") }, func() { add("second") }, func() { own["third"]++ })
	return len(counts) + len(own)
}

// The same one twice.
func parallelSameBad() {
	counts := map[string]int{}
	count := func() {
		counts["all"]++ // want concurrent-map-writes
	}
	parallel(count, count)
}

// As before, handed to a literal.
func parallelArgument(runs ...func()) {
	for _, run := range runs {
		go func(run func()) {
			run()
		}(run)
	}
}

func parallelArgumentBad() {
	counts := map[string]int{}
	parallelArgument(
		func() { counts["first"]++ }, // want concurrent-map-writes
		func() { counts["second"]++ },
	)
}

func parallelArgumentOk() {
	counts := map[string]int{}
	parallelArgument(func() { counts["first"]++ })
}

// All of them on, and each on by itself.
func parallelOn(runs ...func()) {
	parallel(runs...)
}

func startAll(runs ...func()) {
	for _, run := range runs {
		start(run)
	}
}

func onBad() {
	counts, others := map[string]int{}, map[string]int{}
	parallelOn(
		func() { counts["first"]++ }, // want concurrent-map-writes
		func() { counts["second"]++ },
	)
	startAll(
		func() { others["first"]++ }, // want concurrent-map-writes
		func() { others["second"]++ },
	)
}

// One after the other, here or on one goroutine.
func sequence(runs ...func()) {
	for _, run := range runs {
		run()
	}
}

func sequenceLater(runs ...func()) {
	go func() {
		for _, run := range runs {
			run()
		}
	}()
}

func sequenceOk() {
	counts, later := map[string]int{}, map[string]int{}
	sequence(func() { counts["first"]++ }, func() { counts["second"]++ })
	sequenceLater(func() { later["first"]++ }, func() { later["second"]++ })
}

// Started by a function that does not wait for the one that does.
func parallelLaterBad() {
	counts := map[string]int{}
	go parallel(func() {
		counts["first"]++ // want concurrent-map-writes
	})
	counts["second"]++
}

type store struct {
	mu    sync.Mutex
	pages map[string]int
}

// The function itself works on while it has one run.
func (s *store) whileBad(run func()) {
	go run()
	s.pages["own"]++ // want concurrent-map-writes
}

func (s *store) beforeOk(run func()) {
	s.pages["own"]++
	go run()
}

func (s *store) afterOk(run func()) {
	s.pages["first"]++
	parallel(run)
	s.pages["last"]++
}

func useStoresBad() {
	bad := &store{pages: map[string]int{}}
	bad.whileBad(func() { bad.pages["other"]++ }) // want concurrent-map-writes
	before := &store{pages: map[string]int{}}
	before.beforeOk(func() { before.pages["other"]++ })
	after := &store{pages: map[string]int{}}
	after.afterOk(func() { after.pages["other"]++ })
}

// Hands over what it was handed.
func eachOf(s *store, run func(*store, int)) {
	for at := range 3 {
		go run(s, at)
	}
}

func (s *store) turnBad(at int) {
	s.pages["page"] = at // want concurrent-map-writes
}

func (s *store) turnOk(at int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.pages["page"] = at
}

func turnsBad() {
	eachOf(&store{pages: map[string]int{}}, (*store).turnOk)
	shared := &store{pages: map[string]int{}}
	eachOf(shared, (*store).turnBad)
	literal := &store{pages: map[string]int{}}
	eachOf(literal, func(s *store, at int) {
		s.pages["page"] = at // want concurrent-map-writes
	})
}

// Hands each a store of its own.
func eachOwn(run func(*store, int)) {
	for at := range 3 {
		go run(&store{pages: map[string]int{}}, at)
	}
}

func turnOwnOk() {
	eachOwn(func(s *store, at int) { s.pages["page"] = at })
}

// A table of functions, one of which is run on each goroutine.
func tableBad() {
	counts := map[string]int{}
	table := []func(){
		func() { counts["first"]++ }, // want concurrent-map-writes
		func() { counts["second"]++ },
	}
	parallel(table...)
}

func queueBad(names []string) {
	counts := map[string]int{}
	var queue []func()
	for _, name := range names {
		queue = append(queue, func() {
			counts[name]++ // want concurrent-map-writes
		})
	}
	parallel(queue...)
}

// Each has a map of its own.
func queueOk(names []string) {
	var queue []func()
	for _, name := range names {
		counts := map[string]int{}
		queue = append(queue, func() { counts[name]++ })
	}
	parallel(queue...)
}

func tableOk(names []string) int {
	first, second, turns := map[string]int{}, map[string]int{}, map[string]int{}
	parallel([]func(){func() { first["one"]++ }, func() { second["one"]++ }}...)
	table := []func(){func() { first["two"]++ }, func() { second["two"]++ }}
	parallel(table...)
	var queue []func()
	for _, name := range names {
		queue = append(queue, func() { turns[name]++ })
	}
	sequence(queue...)
	sequenceLater(queue...)
	return len(first) + len(second)
}

func spreadBad() {
	counts := map[string]int{}
	parallel([]func(){
		func() { counts["first"]++ }, // want concurrent-map-writes
		func() { counts["second"]++ },
	}...)
}

func inOrder(runs []func()) {
	for _, run := range runs {
		run()
	}
}

func atOnce(runs []func()) {
	for _, run := range runs {
		go run()
	}
}

func literalBad() {
	counts := map[string]int{}
	inOrder([]func(){
		func() { counts["first"]++ },
		func() { counts["second"]++ },
	})
	atOnce([]func(){
		func() { counts["third"]++ }, // want concurrent-map-writes
		func() { counts["fourth"]++ },
	})
}

// Waits for them through methods of its own.
type crew struct {
	group sync.WaitGroup
}

func (c *crew) add(run func()) {
	c.group.Add(1)
	go func() {
		defer c.group.Done()
		run()
	}()
}

func (c *crew) wait() { c.group.Wait() }

func (c *crew) all(names []string, run func(string)) {
	for _, name := range names {
		c.add(func() { run(name) })
	}
	c.wait()
}

func crewBad(names []string) int {
	counts := map[string]int{}
	new(crew).all(names, func(name string) {
		counts[name]++ // want concurrent-map-writes
	})
	return len(counts)
}

func crewOk(names []string) int {
	var mu sync.Mutex
	counts := map[string]int{}
	new(crew).all(names, func(name string) {
		mu.Lock()
		defer mu.Unlock()
		counts[name]++
	})
	counts["last"]++
	return len(counts)
}

// Waits for what each of them sends.
func collected(names []string, run func(string)) {
	done := make(chan string)
	for _, name := range names {
		go func() {
			run(name)
			done <- name
		}()
	}
	for range names {
		<-done
	}
}

func collectedOk(names []string) {
	var mu sync.Mutex
	counts := map[string]int{}
	collected(names, func(name string) {
		mu.Lock()
		defer mu.Unlock()
		counts[name]++
	})
	counts["last"]++
}

func collectedBad(names []string) {
	counts := map[string]int{}
	collected(names, func(name string) {
		counts[name]++ // want concurrent-map-writes
	})
	counts["last"]++
}
