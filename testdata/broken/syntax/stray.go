package syntax

}}}) func ( {

var m map[string]int = = map[string]int{}

func ok() { m["a"] = 1 }
