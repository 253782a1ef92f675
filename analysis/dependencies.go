package analysis

import (
	"github.com/cdylib-ls/cdylib-ls/analysis/unload"
)

// Unfollowed is a dependency of a library that may leave something behind and whose
// code was not followed: a verdict without a built library does not know of it.
type Unfollowed struct {
	// Package is its name; Place the key in the manifest by which it comes.
	Package string
	Place   Place
	// Absent: its sources are not on this machine. Otherwise What says what they may
	// leave behind.
	Absent bool
	What   string
	// Leaves is what that is as a leftover, "" where its text does not tell; Native marks
	// code that is not Rust. A package can leave more than what was found first.
	Leaves unload.Kind
	Native bool
	// Unread tells of code of the user's own that was not read; Package is then its own.
	Unread string
}
