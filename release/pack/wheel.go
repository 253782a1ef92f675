package main

import (
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"strings"
)

// wheels writes a wheel for each target: the program is its one script, so that it needs
// neither Go nor a particular Python.
func (r *release) wheels() error {
	licenses, err := r.read("LICENSE-*")
	if err != nil {
		return err
	}
	readme, err := r.read("release/description.md")
	if err != nil {
		return err
	}
	name := "cdylib_ls-" + r.version
	for _, t := range r.targets {
		program, err := t.program(name + ".data/scripts/cdylib-ls" + t.suffix())
		if err != nil {
			return err
		}
		files := []*file{program}
		for _, l := range licenses {
			files = append(files, &file{name: name + ".dist-info/licenses/" + l.name, data: l.data})
		}
		files = append(files,
			&file{name: name + ".dist-info/METADATA", data: r.metadata(readme[0].data, licenses)},
			&file{name: name + ".dist-info/WHEEL", data: wheelTags(t.wheel)})
		record := name + ".dist-info/RECORD"
		files = append(files, &file{name: record, data: recordOf(files, record)})
		if err := r.write("wheels/"+name+"-py3-none-"+t.wheel+".whl", writeZip, files); err != nil {
			return err
		}
	}
	return nil
}

// metadata is the file METADATA: version 2.4 of the core metadata, whose license is an
// SPDX expression.
func (r *release) metadata(description []byte, licenses []*file) []byte {
	var b strings.Builder
	fmt.Fprintf(&b, "Metadata-Version: 2.4\nName: cdylib-ls\nVersion: %s\nSummary: %s\n", r.version, summary)
	fmt.Fprintf(&b, "License-Expression: %s\n", license)
	for _, l := range licenses {
		fmt.Fprintf(&b, "License-File: %s\n", l.name)
	}
	fmt.Fprintf(&b, "Project-URL: Source, %s\nKeywords: rust,cdylib,plugin,lint,language-server\nRequires-Python: >=3.8\n", project)
	fmt.Fprintf(&b, "Description-Content-Type: text/markdown\n\n%s", description)
	return []byte(b.String())
}

// wheelTags is the file WHEEL. tag is a set of platforms, with dots between.
func wheelTags(tag string) []byte {
	var b strings.Builder
	b.WriteString("Wheel-Version: 1.0\nGenerator: cdylib-ls release/pack\nRoot-Is-Purelib: false\n")
	for platform := range strings.SplitSeq(tag, ".") {
		fmt.Fprintf(&b, "Tag: py3-none-%s\n", platform)
	}
	return []byte(b.String())
}

// recordOf is the file RECORD, which lists the files and itself.
func recordOf(files []*file, name string) []byte {
	var b strings.Builder
	for _, f := range files {
		sum := sha256.Sum256(f.data)
		fmt.Fprintf(&b, "%s,sha256=%s,%d\n", f.name, base64.RawURLEncoding.EncodeToString(sum[:]), len(f.data))
	}
	fmt.Fprintf(&b, "%s,,\n", name)
	return []byte(b.String())
}
