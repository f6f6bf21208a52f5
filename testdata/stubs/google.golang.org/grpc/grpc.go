// Package grpc has the names that the fixtures use, and no server behind them.
package grpc

// A Server stands for what serves remote procedure calls.
type Server struct{}
