// Package gatherers walks over folders, with goroutines that end before the walk is over, or do not.
package gatherers

import (
	"io/fs"
	"net/http"
	"path/filepath"
	"sync"
)

var (
	mutex   sync.Mutex
	plugins = map[string]string{}
	themes  = map[string]string{}
)

func registerOk(path string) {
	mutex.Lock()
	defer mutex.Unlock()
	plugins[path] = "plugin"
}

// LoadOk waits for all that the walk starts.
func LoadOk(dir string) error {
	var group sync.WaitGroup
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		group.Add(1)
		go func() {
			defer group.Done()
			registerOk(path)
		}()
		return err
	})
	group.Wait()
	return err
}

func addTheme(path string) {
	mutex.Lock()
	defer mutex.Unlock()
	themes[path] = "theme"
}

// LoadThemes goes on without them.
func LoadThemes(dir string) error {
	return filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		go addTheme(path)
		return err
	})
}

func listOk(w http.ResponseWriter, r *http.Request) {
	_, _ = w.Write([]byte(plugins[r.URL.Path]))
}

func listBad(w http.ResponseWriter, r *http.Request) {
	_, _ = w.Write([]byte(themes[r.URL.Path])) // want concurrent-map-read-and-map-write "themes"
}

// Serve serves what was loaded.
func Serve(dir string) error {
	if err := LoadOk(dir); err != nil {
		return err
	}
	if err := LoadThemes(dir); err != nil {
		return err
	}
	http.HandleFunc("/plugins", listOk)
	http.HandleFunc("/themes", listBad)
	return http.ListenAndServe(":8080", nil)
}
