package bytes

// [31mred[0m 
func esc[2J(m map[string]int) { m["a"] = 1 }
