// Package peers is a command: it accepts connections on one goroutine and serves pages on another.
package peers

import (
	"log"
	"net"
	"net/http"
)

var routes = map[string]string{}

var peers = map[string]net.Conn{}

func addRouteOk(path, target string) { routes[path] = target }

func newHandler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		_, _ = w.Write([]byte(routes[r.URL.Path]))
	})
	return mux
}

func accept(listener net.Listener) {
	for {
		conn, err := listener.Accept()
		if err != nil {
			return
		}
		go greetBad(conn)
	}
}

// All connections are in one map.
func greetBad(conn net.Conn) {
	peers[conn.RemoteAddr().String()] = conn // want concurrent-map-writes "peers"
	defer delete(peers, conn.RemoteAddr().String())
	_, _ = conn.Write([]byte("hello\n"))
}

// Main is what the command does.
func Main() {
	handler := newHandler()
	for _, path := range []string{"/", "/new"} {
		addRouteOk(path, path)
	}
	listener, err := net.Listen("tcp", ":9000")
	if err != nil {
		log.Fatal(err)
	}
	go accept(listener)
	log.Fatal(http.ListenAndServe(":8080", handler))
}
