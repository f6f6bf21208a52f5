package truncated

/* never closed
func f() {}
