package rust

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"
)

// TestEditor makes random edits to a text and holds what an Editor reads against
// what Parse reads of the text alone.
func TestEditor(t *testing.T) {
	ctx := context.Background()
	pieces := []string{"{", "}", "(", ")", "x", ";", "\"", "//", "/*", "*/", "\n", "\r\n", "fn g() { 1 }\n", "unsafe extern \"C\" { fn h(); }\n",
		"#[ctor]\n", "'a", "𝒳", "println!(\"{}\", 1);", "// cdylib-ls: allow(stdio-in-ctor) why\n", "&raw const x", " ", "let y = 1;"}
	exact := 0
	for seed := range uint64(40) {
		r := rand.New(rand.NewPCG(seed, 1))
		text := bytes.Repeat([]byte(lazySource), 3)
		var e Editor
		for step := range 25 {
			at := r.IntN(len(text) + 1)
			end := min(len(text), at+r.IntN(4)*r.IntN(10))
			text = slices.Concat(text[:at], []byte(pieces[r.IntN(len(pieces))]), text[end:])
			where := fmt.Sprintf("seed %d, step %d", seed, step)
			want, wantErr := Parse(ctx, "a.rs", text)
			got, ok, err := e.Parse(ctx, "a.rs", text, step%2 == 0)
			if !ok {
				if err != nil || step%2 != 0 {
					t.Fatalf("%s: inexact without being asked: %v", where, err)
				}
				got, ok, err = e.Parse(ctx, "a.rs", text, false)
			}
			if !ok || (err == nil) != (wantErr == nil) {
				t.Fatalf("%s: %v, want %v", where, err, wantErr)
			}
			if d := differ(reflect.ValueOf(got), reflect.ValueOf(want), "file"); d != "" {
				t.Fatalf("%s: %s\n%s", where, d, text)
			}
			if len(want.Errors) == 0 {
				exact++
			}
			if step%5 == 4 { // an unreadable text stays so: begin anew
				text = bytes.Repeat([]byte(lazySource), 3)
			}
		}
		e.Close()
	}
	if exact < 50 {
		t.Errorf("only %d texts without errors", exact)
	}
}

// TestEditorLimits checks that what Parse refuses an Editor refuses, and that it
// goes on with the next text.
func TestEditorLimits(t *testing.T) {
	ctx := context.Background()
	var e Editor
	defer e.Close()
	deep := bytes.Repeat([]byte("("), MaxDepth+1)
	for _, text := range [][]byte{[]byte("fn a() {}"), deep, make([]byte, MaxSource+1), []byte("fn b() {}")} {
		_, want := Parse(ctx, "a.rs", text)
		f, exact, err := e.Parse(ctx, "a.rs", text, true)
		if fmt.Sprint(err) != fmt.Sprint(want) || !exact {
			t.Errorf("%.20q…: %v, want %v", text, err, want)
		}
		if want == nil && (len(f.Items) != 1 || len(f.Errors) > 0) {
			t.Errorf("%s: %d items", text, len(f.Items))
		}
	}
	stopped, cancel := context.WithCancel(ctx)
	cancel()
	if _, _, err := e.Parse(stopped, "a.rs", []byte("fn a() {}"), false); err == nil {
		t.Error("a cancelled parse succeeds")
	}
}

// TestRemember checks that remembered trees change nothing of what is read: each
// text is read with an empty memory, with a full one, and with one that is full of
// others.
func TestRemember(t *testing.T) {
	texts := [][]byte{[]byte(lazySource), []byte("fn a() {}\n" + lazySource), []byte(lazySource + "fn b( { }")}
	var want []*File
	for _, text := range texts {
		want = append(want, eager(t, "a.rs", text))
	}
	for _, limit := range []int{1 << 20, 300} {
		Remember(limit)
		defer Remember(0)
		for range 3 {
			for i, text := range texts {
				got, err := Parse(context.Background(), "a.rs", text)
				if err != nil {
					t.Fatal(err)
				}
				if d := differ(reflect.ValueOf(got.Items), reflect.ValueOf(want[i].Items), "items"); d != "" {
					t.Errorf("limit %d, text %d: %s", limit, i, d)
				}
			}
		}
		if kept := len(remembered.young); kept == 0 || limit == 300 && kept > 3 {
			t.Errorf("limit %d: %d texts are kept", limit, kept)
		}
	}
}
