package truncated

import "sync"

type cache struct {
	mu sync.Mutex
	items map[string]