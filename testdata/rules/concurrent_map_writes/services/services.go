// Package services is run by servers for remote procedure calls.
package services

import (
	"context"
	"sync"

	"google.golang.org/grpc"

	"example.com/notes/pb"
)

type noteServer struct {
	notes map[string][]string
}

func (s *noteServer) PutBad(ctx context.Context, request *pb.PutBadRequest) (*pb.PutBadResponse, error) {
	// want concurrent-map-writes
	s.notes[request.Place] = append(s.notes[request.Place], request.Text)
	return &pb.PutBadResponse{}, nil
}

func (s *noteServer) ChatBad(stream pb.Notes_ChatBadServer) error {
	s.notes["chat"] = nil // want concurrent-map-writes
	return nil
}

// Reset is no method of the service: its messages are not there.
func (s *noteServer) reset() {
	s.notes = map[string][]string{}
}

type lockedServer struct {
	mu    sync.Mutex
	notes map[string]string
}

func (s *lockedServer) PutOk(ctx context.Context, request *pb.PutOkRequest) (*pb.PutOkResponse, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.notes[request.Place] = request.Text
	return &pb.PutOkResponse{}, nil
}

// Its methods are known by where it is registered.
type pointServer struct {
	points map[string]int
}

func (p *pointServer) FeatureBad(ctx context.Context, point *pb.Point) (*pb.Feature, error) {
	p.points[point.Name]++ // want concurrent-map-writes
	return &pb.Feature{}, nil
}

func serve(server *grpc.Server) {
	pb.RegisterPointsServer(server, &pointServer{points: map[string]int{}})
}
