// Package registrations has callbacks that a library runs on goroutines of their own.
package registrations

import (
	"context"

	"k8s.io/client-go/tools/leaderelection"
)

func Lead(ctx context.Context) {
	terms := map[string]int{}
	leaderelection.RunOrDie(ctx, leaderelection.LeaderElectionConfig{
		Callbacks: leaderelection.LeaderCallbacks{
			OnStartedLeading: func(context.Context) { terms["own"]++ }, // want
			OnNewLeader:      func(string) { terms["other"]++ },
		},
	})
}
