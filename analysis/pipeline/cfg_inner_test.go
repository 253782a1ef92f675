package pipeline

import (
	"strings"
	"testing"
)

// TestInnerAttributes switches code off and on by inner attributes, of everything that
// can have them. The target is Linux.
func TestInnerAttributes(t *testing.T) {
	const ctor = "#[ctor::ctor]\nfn start() { println!(); }\n"
	lib := func(text string) memory { return memory{"/w/src/lib.rs": text} }
	for name, c := range map[string]struct {
		files memory
		found bool
	}{
		"a crate of another platform":             {lib("#![cfg(windows)]\n" + ctor), false},
		"a crate of this platform":                {lib("#![cfg(unix)]\n" + ctor), true},
		"a crate without a feature":               {lib("//! Words.\n\n#![allow(dead_code)]\n#![cfg(feature = \"gone\")]\n" + ctor), false},
		"a crate, the condition behind another":   {lib("#![cfg_attr(unix, cfg(windows))]\n" + ctor), false},
		"a crate, the condition elsewhere":        {lib("#![cfg_attr(windows, cfg(windows))]\n" + ctor), true},
		"a crate behind a byte order mark":        {lib("\ufeff#![cfg(windows)]\n" + ctor), false},
		"a crate behind a first line for shells":  {lib("#!/usr/bin/env rust\n#![cfg(windows)]\n" + ctor), false},
		"a crate with modules":                    {memory{"/w/src/lib.rs": "#![cfg(windows)]\nmod a;\n", "/w/src/a.rs": ctor}, false},
		"a crate whose condition is in a comment": {lib("// #![cfg(windows)]\n" + ctor), true},
		"a crate with a condition of 300 levels":  {lib("#![cfg(" + strings.Repeat("any(", 300) + "unix" + strings.Repeat(")", 300) + ")]\n" + ctor), true},
		"a file of a module":                      {memory{"/w/src/lib.rs": "mod a;\n", "/w/src/a.rs": "#![cfg(windows)]\n" + ctor}, false},
		"an inline module":                        {lib("mod a { #![cfg(windows)]\n" + ctor + "}\n"), false},
		"an inline module of this platform":       {lib("mod a { #![cfg(unix)]\n" + ctor + "}\n"), true},
		"a module in a module":                    {lib("mod a { mod b { #![cfg_attr(all(), cfg(windows))]\n" + ctor + "} }\n"), false},
		"an inline module with a folder":          {memory{"/w/src/lib.rs": "mod a { #![path = \"other\"] mod b; }\n", "/w/src/other/b.rs": ctor}, true},
		"an inline module with a folder here": {memory{"/w/src/lib.rs": "mod a { #![cfg_attr(unix, path = \"other\")] mod b; }\n",
			"/w/src/other/b.rs": ctor, "/w/src/a/b.rs": ""}, true},
		"a function":                 {lib("fn f() { #![cfg(windows)] println!(); }\n#[cfg(unix)] fn f() {}\n#[ctor::ctor]\nfn start() { f() }\n"), false},
		"a constructor":              {lib("#[ctor::ctor]\nfn start() { #![cfg(windows)] println!(); }\n"), false},
		"a module in a function":     {lib("fn f() { mod m { #![cfg(windows)]\n" + ctor + "} }\n"), false},
		"an impl":                    {lib("struct S;\nimpl S { #![cfg(windows)] fn go() { println!(); } }\n#[cfg(unix)] impl S { fn go() {} }\n#[ctor::ctor]\nfn start() { S::go() }\n"), false},
		"a trait":                    {lib("struct S;\n#[cfg(unix)] trait T { fn go(&self) {} }\n#[cfg(windows)] trait T { fn go(&self) { println!(); } }\nimpl T for S {}\n#[ctor::ctor]\nfn start() { S.go() }\n"), false},
		"a block":                    {lib("#[ctor::ctor]\nfn start() { { #![cfg(windows)] println!(); } }\n"), false},
		"a block of this platform":   {lib("#[ctor::ctor]\nfn start() { { #![cfg(unix)] println!(); } }\n"), true},
		"an unsafe block":            {lib("#[ctor::ctor]\nfn start() { unsafe { #![cfg(windows)] println!(); } }\n"), false},
		"a loop":                     {lib("#[ctor::ctor]\nfn start() { loop { #![cfg(windows)] println!(); } }\n"), false},
		"a loop with a condition":    {lib("#[ctor::ctor]\nfn start() { while true { #![cfg(windows)] println!(); } }\n"), false},
		"a loop over something":      {lib("#[ctor::ctor]\nfn start() { for _ in 0..1 { #![cfg(windows)] println!(); } }\n"), false},
		"a match":                    {lib("#[ctor::ctor]\nfn start() { match 1 { #![cfg(windows)] _ => println!() } }\n"), false},
		"a long block in a function": {lib("#[ctor::ctor]\nfn start() { { #![cfg(windows)] println!(); " + strings.Repeat("let _a = 1; ", 2000) + "} }\n"), false},
	} {
		got := false
		for _, res := range analyse(t, c.files, 1) {
			got = got || len(res.Reaches) > 0
		}
		if got != c.found {
			t.Errorf("%s: an effect: %t", name, got)
		}
	}
}
