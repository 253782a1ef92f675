// Package data holds what cdylib-ls knows about code it does not read: effects
// of the standard library and of well-known crates, registration forms, and
// signature stubs. It is data only; package effects reads and checks it.
package data

import "embed"

// Files holds the data files: *.toml in the root, signature stubs in stubs/.
//
//go:embed *.toml stubs/*.rs
var Files embed.FS
