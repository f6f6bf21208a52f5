module fixtures

go 1.25

require (
	example.com/notes v0.0.0
	golang.org/x/sync v0.0.0
	google.golang.org/grpc v0.0.0
)

replace (
	example.com/notes => ../stubs/example.com/notes
	golang.org/x/sync => ../stubs/golang.org/x/sync
	google.golang.org/grpc => ../stubs/google.golang.org/grpc
)
