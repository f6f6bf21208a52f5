//go:build linux

package platforms

var hits = map[string]int{}

func hitBad(path string) {
	hits[path]++ // want concurrent-map-writes "hits"
}

func hitAll(paths []string) {
	for _, path := range paths {
		go hitBad(path)
	}
}
