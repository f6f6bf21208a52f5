package copies

import "sync"

type pod struct{ notes map[string]string }

type deployment struct{ template pod }

func newDeployment() *deployment { return &deployment{template: pod{notes: map[string]string{}}} }

// deployOk gives each deployment of a round the notes of all, and looks at them only.
func deployOk(count int, notes map[string]string) {
	var group sync.WaitGroup
	group.Add(count)
	for range count {
		var deployed *deployment
		go func() {
			defer group.Done()
			deployed = newDeployment()
			deployed.template.notes = notes
			print(len(deployed.template.notes))
		}()
	}
	group.Wait()
}

// deployBad writes to them.
func deployBad(count int, notes map[string]string) {
	var group sync.WaitGroup
	group.Add(count)
	for range count {
		deployed := newDeployment()
		deployed.template.notes = notes
		go func() {
			defer group.Done()
			deployed.template.notes["seen"] = "yes" // want concurrent-map-writes
		}()
	}
	group.Wait()
}

// Deploy calls both.
func Deploy() {
	notes := map[string]string{}
	deployOk(3, notes)
	deployBad(3, notes)
}
