// Package data holds what cdylib-ls knows about code it does not read: effects
// of the standard library and of well-known crates, registration forms, and
// signature stubs. It is data only; package effects reads and checks it.
package data

import (
	"embed"
	"io/fs"
	"sync"
	"sync/atomic"
)

//go:embed *.toml stubs/*.rs
var embedded embed.FS

// source is a set of data files, with what was read from it.
type source struct {
	files fs.FS
	read  sync.Map // by the pointer that Once makes
}

var current atomic.Pointer[source]

func init() { current.Store(&source{files: embedded}) }

// Files holds the data files: *.toml in the root, signature stubs in stubs/.
func Files() fs.FS { return current.Load().files }

// Replace puts other files in the place of the data until restore is called. Only tests do
// that, which ask whether a row or a key matters; nothing else may run meanwhile.
func Replace(files fs.FS) (restore func()) {
	was := current.Swap(&source{files: files})
	return func() { current.Store(was) }
}

// Once returns a function that reads the files once and keeps what that gave.
func Once[T any](read func(fs.FS) (T, error)) func() (T, error) {
	key := new(byte)
	return func() (T, error) {
		now := current.Load()
		kept, ok := now.read.Load(key)
		if !ok {
			kept, _ = now.read.LoadOrStore(key, sync.OnceValues(func() (T, error) { return read(now.files) }))
		}
		return kept.(func() (T, error))()
	}
}
