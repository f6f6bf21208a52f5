// Package office builds mailers of another package and shares them.
package office

import "fixtures/concurrent_map_writes/builders/mailer"

// Open sends from several goroutines.
func Open(letters []string) {
	m := mailer.NewOk(mailer.WithHeaderOk("Reply-To", "office"), mailer.WithHeaderOk("X-Priority", "3"))
	for _, to := range letters {
		go m.SendOk(to)
	}
	mailer.NewRelay(mailer.WithRouteBad("front", "back"))
	ready := mailer.NewReadyRelay(map[string]string{"front": "back"})
	for _, to := range letters {
		go ready.RouteOk(to)
	}
}
