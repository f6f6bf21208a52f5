package bytes

var odd = map[string]int{"ÿş": 1}

func fÃ() {}
