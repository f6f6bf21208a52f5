package main

import (
	"bufio"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// module is one go.mod, or a folder inside a module.
type module struct {
	dir, path string
}

// findModules finds the modules at and below a folder, and the one that the folder is a part of.
func findModules(dir string) ([]module, error) {
	var found []module
	err := filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && path != dir && isSkipped(entry.Name()):
			return filepath.SkipDir
		case entry.Name() == "go.mod" && entry.Type().IsRegular():
			found = append(found, module{filepath.Dir(path), modulePath(path)})
		}
		return nil
	})
	if err != nil || slices.ContainsFunc(found, func(m module) bool { return m.dir == dir }) {
		return found, err
	}
	if file, err := goSays(dir, "env", "GOMOD"); err == nil && file != "" && file != os.DevNull {
		found = append(found, module{dir, modulePath(file)})
	}
	if len(found) == 0 {
		return nil, fmt.Errorf("%s: no go.mod here, above or below", dir)
	}
	return found, nil
}

// isSkipped reports whether the go command leaves folders of this name out of `./...`.
func isSkipped(name string) bool {
	return name == "testdata" || name == "vendor" || name == "node_modules" || strings.HasPrefix(name, ".") || strings.HasPrefix(name, "_")
}

func modulePath(file string) string {
	text, err := os.Open(file)
	if err != nil {
		return ""
	}
	defer text.Close()
	for lines := bufio.NewScanner(text); lines.Scan(); {
		if fields := strings.Fields(lines.Text()); len(fields) > 1 && fields[0] == "module" {
			if path, err := strconv.Unquote(fields[1]); err == nil {
				return path
			}
			return fields[1]
		}
	}
	return ""
}

// group is what one `go list` covers: the modules of a workspace, or one module.
type group struct {
	dir      string
	patterns []string
	// alone says that the module is not part of the workspace that it lies in.
	alone bool
}

// groupModules puts the modules of each workspace together; every other module is on its own.
func groupModules(modules []module) ([]*group, error) {
	var groups []*group
	workspaces := map[string]*group{}
	members := map[string][]string{}
	for _, m := range modules {
		work, err := goSays(m.dir, "env", "GOWORK")
		if err != nil {
			return nil, err
		}
		if work == "" || work == "off" {
			groups = append(groups, &group{dir: m.dir, patterns: []string{"./..."}})
			continue
		}
		if _, known := members[work]; !known {
			said, err := goSays(filepath.Dir(work), "list", "-m", "-f", "{{.Dir}}")
			if err != nil {
				return nil, err
			}
			members[work] = strings.Split(said, "\n")
		}
		if !isMember(m.dir, members[work]) {
			groups = append(groups, &group{dir: m.dir, patterns: []string{"./..."}, alone: true})
			continue
		}
		if workspaces[work] == nil {
			workspaces[work] = &group{dir: filepath.Dir(work)}
			groups = append(groups, workspaces[work])
		}
		workspaces[work].patterns = append(workspaces[work].patterns, m.dir+"/...")
	}
	return groups, nil
}

// isMember reports whether dir is one of the folders, or lies in one without being a module of its own.
func isMember(dir string, folders []string) bool {
	if slices.Contains(folders, dir) {
		return true
	}
	if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
		return false
	}
	return slices.ContainsFunc(folders, func(folder string) bool { return strings.HasPrefix(dir, folder+"/") })
}

// goSays is what a go command prints.
func goSays(dir string, arguments ...string) (string, error) {
	command := exec.Command("go", arguments...)
	command.Dir = dir
	command.Stderr = os.Stderr
	said, err := command.Output()
	if err != nil {
		return "", fmt.Errorf("go %s in %s: %w", strings.Join(arguments, " "), dir, err)
	}
	return strings.TrimSpace(string(said)), nil
}
