// Package registration keeps named things in a map of the package.
package registration

import "fmt"

type codec func(string) string

var codecs = map[string]codec{}

func registerBad(name string, c codec) {
	codecs[name] = c // want concurrent-map-writes "codecs"
}

func lookupBad(name string) codec {
	return codecs[name] // want concurrent-map-read-and-map-write "codecs"
}

func handle(name string) {
	if lookupBad(name) == nil {
		registerBad(name, func(text string) string { return text })
	}
}

func serve(names []string) {
	for _, name := range names {
		go handle(name)
	}
}

var formats = map[string]codec{}

func registerFormat(name string, c codec) {
	formats[name] = c
}

func init() {
	registerFormat("plain", func(text string) string { return text })
	registerFormat("quoted", func(text string) string { return fmt.Sprintf("%q", text) })
}

func formatOk(name, text string) string {
	return formats[name](text)
}

func serveFormats(names []string) {
	for _, name := range names {
		go formatOk(name, "text")
	}
}
