package workspace

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/cdylib-ls/cdylib-ls/analysis/vfs"
	"github.com/cdylib-ls/cdylib-ls/parse/manifest"
)

func FuzzConfig(f *testing.F) {
	for _, s := range []string{
		"min-glibc = \"2.17\"\nunload = \"never\"\nrules = { a = \"off\" }\nexclude = [\"a/**\"]\n",
		"min-glibc = 2.17\nrules = 1\nexclude = [\"[\"]\nunlod = 1\n",
		"[rules]\n\"a\" = \"warn\"\n[x.y]\n", "features = [1, \"a\"]\nartifact = \"x\"",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		d := manifest.Parse("/Cargo.toml", []byte(text), 1<<16)
		sink := &problems{}
		s := &Settings{Places: map[string]vfs.Place{}}
		s.apply(table{doc: d, m: d.Values, sink: sink})
		s.Excluded("/", "/a/b/c")
		for _, p := range sink.list {
			if strings.Contains(p.Message, "\n") || p.Message == "" || p.Span.Start > p.Span.End || p.Span.End > len(text) {
				t.Fatalf("bad problem %+v", p)
			}
		}
		for _, l := range s.Levels {
			for id, severity := range l.Rules {
				if severity == "" {
					t.Fatalf("rule %q has no severity", id)
				}
			}
			for i := range l.Paths {
				l.Paths[i].Holds("/", "/a/b/c")
			}
		}
	})
}

// FuzzLoad puts arbitrary text into the files that Load reads.
func FuzzLoad(f *testing.F) {
	f.Add("[package]\nname='a'\n[dependencies]\nb={path='b'}\n", "[package]\nname='b'\n[dependencies]\na={path='..'}", "[build]\nrustflags='x'", "[[package]]\nname='a'\nversion='1'")
	f.Add("[workspace]\nmembers=['b','**','../..']\n[package]\nname='a'\nworkspace='.'", "[workspace]\nmembers=['..']", "[profile.a]\ninherits='a'", "")
	f.Add("[features]\na=['a','b/c','b?/c','dep:b']\ndefault=['a']\n[dependencies]\nb={optional=true,path='b'}\n[package]\nname='a'", "[package]\nname.workspace=true\nworkspace='..'", "", "")
	f.Fuzz(func(t *testing.T, root, member, config, lock string) {
		fsys := memory{"/w/Cargo.toml": root, "/w/b/Cargo.toml": member, "/w/.cargo/config.toml": config, "/w/Cargo.lock": lock,
			"/w/src/lib.rs": "", "/w/b/src/main.rs": "", "/w/b/src/lib.rs": ""}
		for _, text := range fsys {
			if len(text) > 1<<12 {
				return
			}
		}
		set, err := Load(context.Background(), fsys, []string{"/w"}, Options{CargoHome: "/home", AllFeatures: true})
		if err != nil {
			return
		}
		for _, w := range set.Workspaces {
			for _, p := range w.Packages {
				for _, d := range p.Deps {
					d.Resolved()
				}
			}
		}
		for _, p := range set.Problems {
			text := fsys[p.File]
			if strings.Contains(p.Message, "\n") || p.Span.Start > p.Span.End || p.Span.End > len(text) {
				t.Fatalf("bad problem %+v", p)
			}
		}
	})
}

// BenchmarkLoad loads a workspace of a hundred crates from disk.
func BenchmarkLoad(b *testing.B) {
	s := &scenario{files: map[string]string{"Cargo.toml": "[workspace]\nmembers = [\"crates/*\"]\n[workspace.package]\nversion = \"1.0.0\"\nedition = \"2021\"\n"}}
	for i := range 100 {
		var deps strings.Builder
		for j := range min(i, 5) {
			fmt.Fprintf(&deps, "crate-%d = { path = \"../c%d\", features = [\"f%d\"] }\n", i-j-1, i-j-1, j)
		}
		for j := range 15 {
			fmt.Fprintf(&deps, "external-%d = { version = \"1.%d\", optional = %v }\n", j, i, j%2 == 0)
		}
		dir := fmt.Sprintf("crates/c%d", i)
		s.files[dir+"/Cargo.toml"] = fmt.Sprintf("[package]\nname = \"crate-%d\"\nversion.workspace = true\nedition.workspace = true\n\n[lib]\ncrate-type = [\"cdylib\", \"rlib\"]\n\n[features]\ndefault = [\"f0\"]\nf0 = [\"f1\"]\nf1 = []\nf2 = []\nf3 = []\nf4 = []\n\n[dependencies]\n%s", i, deps.String())
		s.files[dir+"/src/lib.rs"] = ""
	}
	dir := b.TempDir()
	s.writeTo(b, dir)
	for name, cache := range map[string]*Cache{"first": nil, "again": {}} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				set, err := Load(context.Background(), vfs.Disk{}, []string{dir}, Options{CargoHome: dir, Cache: cache})
				if err != nil || len(set.Workspaces[0].Packages) != 100 || len(set.Problems) > 0 {
					b.Fatal(err, set.Problems)
				}
			}
		})
	}
}
