package syntax

func merge(m map[string]int) {
<<<<<<< ours
	go fill(m)
=======
	fill(m)
>>>>>>> theirs
	m["a"] = 1
}
