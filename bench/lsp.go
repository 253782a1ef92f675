package main

import (
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// typed is what the benchmark types, character by character, into the body of a
// function; about half of what stands there meanwhile does not parse.
const typed = "let answer = compute(41, \"text\")?; "

// hazard is appended to each file, so that both servers have something to report.
const hazard = "\n#[ctor::ctor]\nfn bench_init() {\n    println!(\"loaded\");\n}\n"

const plugin = `[package]
name = "bench-plugin"
version = "0.1.0"
edition = "2021"

[lib]
crate-type = ["cdylib"]

[dependencies]
ctor = "0.2"
`

// languageServers times both servers while somebody types.
func languageServers(w io.Writer, tool, grep, tree, cache string, rounds int) error {
	config, err := filepath.Abs("bench/ast-grep/sgconfig.yml")
	if err != nil {
		return err
	}
	for _, size := range []int{180_000, 2_000} {
		name, text, err := nearest(tree, size)
		if err != nil {
			return err
		}
		dir := filepath.Join(cache, fmt.Sprintf("typing-%d", size))
		if err := write(dir, map[string]string{"Cargo.toml": plugin, "src/lib.rs": text + hazard}); err != nil {
			return err
		}
		fmt.Fprintf(w, "\ntyping in %s, %d bytes: didChange to publishDiagnostics\n\n", name, len(text+hazard))
		ours, err := typing(dir, text+hazard, rounds, tool, "serve")
		if err != nil {
			return err
		}
		theirs, err := typing(dir, text+hazard, rounds, grep, "lsp", "--config", config)
		if err != nil {
			return err
		}
		printTimes(w, "cdylib-ls serve", ours)
		printTimes(w, "ast-grep lsp", theirs)
		fmt.Fprintf(w, "the median of ast-grep is %.1f times that of cdylib-ls\n", float64(quantile(theirs, 50))/float64(quantile(ours, 50)))
	}
	return workspaceOf(w, tool, filepath.Join(cache, "workspace"), 100)
}

func printTimes(w io.Writer, name string, times []time.Duration) {
	fmt.Fprintf(w, "%-18s p50 %6.2f ms   p95 %6.2f ms   max %6.2f ms   %d edits\n", name,
		ms(quantile(times, 50)), ms(quantile(times, 95)), ms(quantile(times, 100)), len(times))
}

func ms(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

// quantile returns the time that so many percent do not exceed.
func quantile(times []time.Duration, percent int) time.Duration {
	s := slices.Sorted(slices.Values(times))
	return s[max(0, (len(s)*percent+99)/100-1)]
}

// typing opens the file and types and deletes the text, rounds times.
func typing(dir, text string, rounds int, server ...string) ([]time.Duration, error) {
	c, err := startServer(dir, server...)
	if err != nil {
		return nil, err
	}
	defer c.cmd.Process.Kill()
	if _, err := c.open(dir); err != nil {
		return nil, err
	}
	uri := fileURI(filepath.Join(dir, "src/lib.rs"))
	if err := c.didOpen(uri, text); err != nil {
		return nil, err
	}
	if _, err := c.published(uri); err != nil {
		return nil, err
	}
	at := insideFunction(text)
	line := strings.Count(text[:at], "\n")
	var times []time.Duration
	for range rounds {
		for n := 0; n < 2*len(typed); n++ {
			e := edit{line: line, char: n, endChar: n}
			have := n + 1
			if n < len(typed) {
				e.text = typed[n : n+1]
			} else {
				have = 2*len(typed) - n - 1
				e.char, e.endChar = have, have+1
			}
			e.whole = text[:at] + typed[:have] + text[at:]
			took, err := c.change(uri, e)
			if err != nil {
				return nil, err
			}
			times = append(times, took)
		}
	}
	return times, c.close()
}

// insideFunction is the start of the line after a function's head, past the
// middle of the text.
func insideFunction(text string) int {
	for at := len(text) / 2; ; {
		i := strings.Index(text[at:], "{\n")
		if i < 0 {
			return strings.LastIndex(text, "{\n") + 2
		}
		at += i + 2
		head := text[strings.LastIndexByte(text[:at-2], '\n')+1 : at]
		if strings.Contains(head, "fn ") {
			return at
		}
	}
}

// nearest finds the Rust file of the tree whose size is nearest.
func nearest(tree string, size int) (name, text string, err error) {
	best := -1
	err = filepath.WalkDir(tree, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, ".rs") {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		if off := max(int(info.Size())-size, size-int(info.Size())); best < 0 || off < best {
			data, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			// Code with bodies: a file of declarations is no typical one.
			if strings.Count(string(data), "fn ") > size/1000 && strings.Count(string(data), "    let ") > size/1000 {
				best, name, text = off, filepath.Base(filepath.Dir(path))+"/"+filepath.Base(path), string(data)
			}
		}
		return nil
	})
	if err == nil && best < 0 {
		err = fmt.Errorf("%s: no file of about %d bytes", tree, size)
	}
	return name, text, err
}

// workspaceOf times the first diagnostics in a workspace of many crates, and
// shows what the server holds when it rests.
func workspaceOf(w io.Writer, tool, dir string, crates int) error {
	files := map[string]string{"Cargo.toml": "[workspace]\nmembers = [\"c*\"]\nresolver = \"2\"\n"}
	for i := range crates {
		name := fmt.Sprintf("c%02d", i)
		manifest := strings.Replace(plugin, "bench-plugin", name, 1)
		if i > 0 {
			manifest += fmt.Sprintf("c%02d = { path = \"../c%02d\" }\n", i-1, i-1)
		}
		files[name+"/Cargo.toml"] = manifest
		var lib strings.Builder
		for m := range 20 {
			fmt.Fprintf(&lib, "pub mod m%d;\n", m)
			files[fmt.Sprintf("%s/src/m%d.rs", name, m)] = moduleText(m)
		}
		files[name+"/src/lib.rs"] = lib.String() + hazard
	}
	if err := write(dir, files); err != nil {
		return err
	}
	var first []time.Duration
	var held int64
	for range 5 {
		took, rss, err := firstDiagnostics(tool, dir, files["c50/src/lib.rs"])
		if err != nil {
			return err
		}
		first = append(first, took)
		held = max(held, rss)
	}
	fmt.Fprintf(w, "\na workspace of %d crates, %d files: first diagnostics %.0f ms after initialized (median of %d), resting at %.0f MB\n",
		crates, len(files), ms(quantile(first, 50)), len(first), float64(held)/1e6)
	return nil
}

// moduleText is ordinary code without hazards.
func moduleText(m int) string {
	var b strings.Builder
	for k := range 20 {
		fmt.Fprintf(&b, "pub struct S%d { n: u32, list: Vec<String> }\n\nimpl S%d {\n    pub fn new(n: u32) -> Self {\n        Self { n, list: Vec::new() }\n    }\n\n"+
			"    pub fn work_%d(&mut self, x: &str) -> Option<usize> {\n        self.list.push(x.to_string());\n        self.list.iter().position(|s| s.len() > self.n as usize)\n    }\n}\n\n", k, k, m)
	}
	return b.String()
}

// restFor is how long a server is left alone before its memory is read.
const restFor = 3 * time.Second

func firstDiagnostics(tool, dir, text string) (time.Duration, int64, error) {
	c, err := startServer(dir, tool, "serve")
	if err != nil {
		return 0, 0, err
	}
	defer c.cmd.Process.Kill()
	start, err := c.open(dir)
	if err != nil {
		return 0, 0, err
	}
	uri := fileURI(filepath.Join(dir, "c50/src/lib.rs"))
	if err := c.didOpen(uri, text); err != nil {
		return 0, 0, err
	}
	at, err := c.published(uri)
	if err != nil {
		return 0, 0, err
	}
	time.Sleep(restFor)
	rss, err := residentSize(c.cmd.Process.Pid)
	if err != nil {
		return 0, 0, err
	}
	return at.Sub(start), rss, c.close()
}

// write puts files below dir, which holds nothing else afterwards.
func write(dir string, files map[string]string) error {
	if err := os.RemoveAll(dir); err != nil {
		return err
	}
	for name, text := range files {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			return err
		}
	}
	return nil
}
