// Package memo returns closures that remember results in a map.
package memo

func squareCacheBad() func(int) int {
	cache := map[int]int{}
	return func(n int) int {
		if square, ok := cache[n]; ok {
			return square
		}
		square := n * n
		// want concurrent-map-writes
		cache[n] = square
		return square
	}
}

func squares(numbers []int) {
	square := squareCacheBad()
	for _, number := range numbers {
		go square(number)
	}
}

func cubeCacheOk() func(int) int {
	cache := map[int]int{}
	return func(n int) int {
		if cube, ok := cache[n]; ok {
			return cube
		}
		cube := n * n * n
		cache[n] = cube
		return cube
	}
}

// One goroutine calls the closure.
func cubes(numbers []int) {
	cube := cubeCacheOk()
	go func() {
		for _, number := range numbers {
			cube(number)
		}
	}()
}
