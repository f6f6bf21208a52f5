package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// listedPackage is what `go list` says of a package, as far as it is read here.
type listedPackage struct {
	Dir        string
	ImportPath string
	Standard   bool
	DepOnly    bool
	ForTest    string
	Export     string
	GoFiles    []string
	CgoFiles   []string
	ImportMap  map[string]string
	Module     *struct {
		Path      string
		Main      bool
		GoVersion string
	}
}

const listedFields = "Dir,ImportPath,Standard,DepOnly,ForTest,Export,GoFiles,CgoFiles,ImportMap,Module"

// list asks for the packages of the group and for all that these import. Flags of the environment stay in force.
func (g *group) list(tests bool) ([]*listedPackage, error) {
	arguments := []string{"list", "-e", "-export", "-deps", "-json=" + listedFields}
	if tests {
		arguments = append(arguments, "-test")
	}
	command := exec.Command("go", append(append(arguments, "--"), g.patterns...)...)
	command.Dir = g.dir
	command.Stderr = os.Stderr
	if g.alone {
		command.Env = append(command.Environ(), "GOWORK=off")
	}
	said, err := command.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := command.Start(); err != nil {
		return nil, err
	}
	var listed []*listedPackage
	for decoder := json.NewDecoder(said); ; {
		p := new(listedPackage)
		if err := decoder.Decode(p); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			return nil, fmt.Errorf("what go list says: %w", err)
		}
		listed = append(listed, p)
	}
	if err := command.Wait(); err != nil && len(listed) == 0 {
		return nil, fmt.Errorf("go list: %w", err)
	}
	return listed, nil
}

// toCheck picks the packages whose source is read: those asked for, each with its tests if they are listed.
func toCheck(listed []*listedPackage) []*listedPackage {
	tested := map[string]bool{}
	for _, p := range listed {
		if p.ForTest != "" && p.plainPath() == p.ForTest {
			tested[p.ForTest] = true
		}
	}
	var picked []*listedPackage
	for _, p := range listed {
		path := p.plainPath()
		isTest := p.ForTest != "" && (path == p.ForTest || path == p.ForTest+"_test")
		isAsked := p.ForTest == "" && !p.DepOnly && !tested[path]
		// These two are documentation in the form of Go.
		isDocument := p.Standard && (path == "unsafe" || path == "builtin")
		if (isTest || isAsked) && !isDocument && !p.isTestMain() {
			picked = append(picked, p)
		}
	}
	return picked
}

// isTestMain reports whether the go command wrote the package into its cache, to run tests.
func (p *listedPackage) isTestMain() bool {
	return strings.HasSuffix(p.ImportPath, ".test") && len(p.GoFiles) == 1 && filepath.IsAbs(p.GoFiles[0])
}

// plainPath is the import path without the name of the test that the package was compiled for.
func (p *listedPackage) plainPath() string {
	return withoutTest(p.ImportPath)
}

func withoutTest(path string) string {
	plain, _, _ := strings.Cut(path, " [")
	return plain
}
