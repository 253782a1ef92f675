package linkargs

import (
	"bytes"
	"regexp"
	"strings"

	"github.com/cdylib-ls/cdylib-ls/analysis/workspace"
	"github.com/cdylib-ls/cdylib-ls/parse/rust"
)

// fromFlags picks link arguments and the compiler flags that matter from
// rustflags. `RUSTFLAGS` in Cargo's [env] is not among them: it is set for what
// Cargo starts, Cargo itself does not read it there (measured with 1.95).
func fromFlags(flags []workspace.Flag) []*Arg {
	var out []*Arg
	for i := 0; i < len(flags); i++ {
		f := flags[i]
		value, ok := codegen(f.Text)
		if !ok {
			continue
		}
		if value == "" { // `-C`, and the value in the next flag
			if i++; i >= len(flags) {
				break
			}
			f = flags[i]
			value = f.Text
		}
		out = append(out, fromCodegen(value, Place{File: f.File, Span: f.Span})...)
	}
	return out
}

// codegen takes the value of `-C value`, `-Cvalue`, `--codegen=value`, and of the
// unstable `-Z pre-link-arg` and kin.
func codegen(text string) (value string, ok bool) {
	for _, prefix := range []string{"--codegen=", "--codegen", "-C", "-Z"} {
		if rest, found := strings.CutPrefix(text, prefix); found {
			return strings.TrimSpace(rest), true
		}
	}
	return "", false
}

func fromCodegen(value string, at Place) []*Arg {
	name, arg, _ := strings.Cut(value, "=")
	switch strings.ReplaceAll(name, "_", "-") {
	case "link-arg", "pre-link-arg", "post-link-arg":
		return []*Arg{{Text: arg, Place: at, Source: "rustflags"}}
	case "link-args", "pre-link-args", "post-link-args":
		var out []*Arg
		for _, word := range strings.Fields(arg) {
			out = append(out, &Arg{Text: word, Place: at, Source: "rustflags"})
		}
		return out
	case "target-feature", "prefer-dynamic", "linker", "linker-flavor", "linker-features":
		return []*Arg{{Text: strings.ReplaceAll(name, "_", "-") + value[len(name):], Compiler: true, Place: at, Source: "rustflags"}}
	}
	return nil
}

var linkArgsAttr = regexp.MustCompile(`#!?\[\s*(?:cfg_attr\([^"\]]*,\s*)?link_args\s*=\s*"([^"]*)"`)

// fromAttributes reads `#[link_args = "…"]`.
func fromAttributes(file string, src []byte) []*Arg {
	if !bytes.Contains(src, []byte("link_args")) {
		return nil
	}
	var out []*Arg
	for _, m := range linkArgsAttr.FindAllSubmatchIndex(src, -1) {
		line := src[bytes.LastIndexByte(src[:m[0]], '\n')+1 : m[0]]
		if bytes.Contains(line, []byte("//")) {
			continue
		}
		at := Place{File: file, Span: rust.Span{Start: m[2], End: m[3]}}
		for _, word := range strings.Fields(string(src[m[2]:m[3]])) {
			out = append(out, &Arg{Text: word, Place: at, Source: "attribute"})
		}
	}
	return out
}
