package main

import (
	"encoding/json"
	"fmt"
	"strings"
)

// npmPackage is a package.json.
type npmPackage struct {
	Name         string            `json:"name"`
	Version      string            `json:"version"`
	Description  string            `json:"description"`
	License      string            `json:"license"`
	Homepage     string            `json:"homepage"`
	Repository   map[string]string `json:"repository"`
	Bin          map[string]string `json:"bin,omitempty"`
	Files        []string          `json:"files,omitempty"`
	Engines      map[string]string `json:"engines,omitempty"`
	OS           []string          `json:"os,omitempty"`
	CPU          []string          `json:"cpu,omitempty"`
	Libc         []string          `json:"libc,omitempty"`
	PreferUnplug bool              `json:"preferUnplugged,omitempty"`
	Optional     map[string]string `json:"optionalDependencies,omitempty"`
}

// npm writes a package for each target, of which npm installs the one that fits, and the
// package that people name, which starts the program of that one.
func (r *release) npm() error {
	licenses, err := r.read("LICENSE-*")
	if err != nil {
		return err
	}
	front := r.npmPackage("cdylib-ls")
	front.Bin = map[string]string{"cdylib-ls": "cdylib-ls.js"}
	front.Engines = map[string]string{"node": ">=18"}
	front.Optional = map[string]string{}
	for _, t := range r.targets {
		p := r.npmPackage("@cdylib-ls/" + t.name)
		p.OS, p.CPU, p.Libc = t.npmPlatform()
		p.PreferUnplug = true // a program cannot run from inside a zip file
		front.Optional[p.Name] = r.version
		program, err := t.program("cdylib-ls" + t.suffix())
		if err != nil {
			return err
		}
		if err := r.writeNPM(p, append([]*file{program}, licenses...)); err != nil {
			return err
		}
	}
	files, err := r.read("release/npm/cdylib-ls.js")
	if err != nil {
		return err
	}
	files[0].name, files[0].executable = "cdylib-ls.js", true
	readme, err := r.read("release/description.md")
	if err != nil {
		return err
	}
	readme[0].name = "README.md"
	return r.writeNPM(front, append(append(files, readme...), licenses...))
}

func (r *release) npmPackage(name string) *npmPackage {
	return &npmPackage{
		Name: name, Version: r.version, Description: summary, License: license, Homepage: project,
		Repository: map[string]string{"type": "git", "url": "git+" + project + ".git"},
	}
}

// npmPlatform is where npm installs the package of t. The program for musl is static and
// runs with any C library; it is what is taken where no other is.
func (t *target) npmPlatform() (os, cpu, libc []string) {
	cpu = []string{map[string]string{"amd64": "x64", "arm64": "arm64"}[t.arch]}
	switch {
	case t.os == "windows":
		return []string{"win32"}, cpu, nil
	case t.os == "linux" && strings.HasPrefix(t.name, "alpine-"):
		return []string{"linux"}, cpu, []string{"musl"}
	case t.os == "linux":
		return []string{"linux"}, cpu, []string{"glibc"}
	}
	return []string{t.os}, cpu, nil
}

// writeNPM writes a package as `npm pack` would name it.
func (r *release) writeNPM(p *npmPackage, files []*file) error {
	data, err := json.MarshalIndent(p, "", "  ")
	if err != nil {
		return err
	}
	all := []*file{{name: "package/package.json", data: append(data, '\n')}}
	for _, f := range files {
		all = append(all, &file{name: "package/" + f.name, data: f.data, executable: f.executable})
	}
	name := strings.ReplaceAll(strings.TrimPrefix(p.Name, "@"), "/", "-")
	return r.write(fmt.Sprintf("npm/%s-%s.tgz", name, r.version), writeTar, all)
}
