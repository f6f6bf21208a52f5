// Package pb has the shape of what a compiler of service descriptions writes.
package pb

import (
	"context"

	"google.golang.org/grpc"
)

type (
	PutBadRequest  struct{ Place, Text string }
	PutBadResponse struct{}
	PutOkRequest   struct{ Place, Text string }
	PutOkResponse  struct{}
	Point          struct{ Name string }
	Feature        struct{}
)

type Notes_ChatBadServer interface {
	Send(*PutBadResponse) error
}

type PointsServer interface {
	FeatureBad(context.Context, *Point) (*Feature, error)
}

func RegisterPointsServer(server *grpc.Server, points PointsServer) {}
