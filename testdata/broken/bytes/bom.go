package bytes

var marked = map[string]int{}
