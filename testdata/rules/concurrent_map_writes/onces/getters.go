package onces

import (
	"net/http"

	"fixtures/concurrent_map_writes/onces/internal/ledger"
)

func countOk(_ http.ResponseWriter, r *http.Request) {
	l := ledger.GetOk()
	l.AddOk(r.URL.Path)
}

func countLateOk(_ http.ResponseWriter, r *http.Request) {
	l := ledger.LateOk()
	l.AddOk(r.URL.Path)
}

func prepareOk(http.ResponseWriter, *http.Request) {
	ledger.PrepareBad()
}

// ServeLedgers runs each of them for many requests at once.
func ServeLedgers() error {
	http.HandleFunc("/count", countOk)
	http.HandleFunc("/late", countLateOk)
	http.HandleFunc("/prepare", prepareOk)
	return http.ListenAndServe("localhost:0", nil)
}
