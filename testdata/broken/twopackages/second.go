package second

var b = map[string]int{}
