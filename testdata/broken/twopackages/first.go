package first

var a = map[string]int{}
