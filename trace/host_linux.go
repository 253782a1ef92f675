//go:build amd64 || arm64

package trace

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"

	"github.com/cdylib-ls/cdylib-ls/parse/elf"
	"github.com/cdylib-ls/cdylib-ls/parse/file"
)

// host is the program that is run, as far as it decides how to trace it.
type host struct {
	path string // of the file that the user named
	// executable is the ELF file that runs: the interpreter, where the file is a script.
	executable string
	musl       bool
	asan       string // the library of a sanitizer that insists on being first
}

const (
	segmentInterpreter = 3 // PT_INTERP
	maxScripts         = 4 // interpreters of interpreters, as the kernel has it
)

// findHost resolves the command as a shell would and looks whether a library can be
// preloaded into it.
func findHost(name, dir string) (*host, error) {
	path := name
	if !strings.Contains(name, "/") {
		found, err := exec.LookPath(name)
		if err != nil && !errors.Is(err, exec.ErrDot) {
			return nil, failure(ExitNotFound, "%s: not found in PATH", name)
		}
		path = found
	} else if !filepath.IsAbs(path) {
		path = filepath.Join(dir, path)
	}
	h := &host{path: path}
	program := path
	for range maxScripts {
		h.executable = program
		next, err := h.look(name, program)
		if err != nil || next == "" {
			return h, err
		}
		program = next
	}
	return nil, failure(ExitNotRunnable, "%s: its interpreter is a script of a script", name)
}

// look reads the start of a program; for a script it returns the interpreter.
func (h *host) look(name, path string) (string, error) {
	info, err := os.Stat(path)
	switch {
	case err != nil:
		return "", failure(ExitNotFound, "%s: no such program", name)
	case info.IsDir():
		return "", failure(ExitNotRunnable, "%s: a folder, not a program", name)
	case !info.Mode().IsRegular() || info.Mode()&0o111 == 0:
		return "", failure(ExitNotRunnable, "%s: not executable", name)
	}
	if privileged(path, info) {
		return "", failure(ExitNotRunnable, "%s: has more rights than you (setuid, setgid or capabilities), so the loader preloads nothing into it; run it as the user that it becomes", name)
	}
	f, _, err := file.Open(path)
	if err != nil {
		return "", failure(ExitNotRunnable, "%s: cannot be read", name)
	}
	defer f.Close()
	first, _ := bufio.NewReader(io.LimitReader(f, 256)).ReadString('\n')
	if rest, ok := strings.CutPrefix(first, "#!"); ok {
		words := strings.Fields(rest)
		if len(words) == 0 {
			return "", failure(ExitNotRunnable, "%s: a script without an interpreter", name)
		}
		if filepath.Base(words[0]) == "env" { // the program that it runs is what counts
			for _, w := range words[1:] {
				if strings.HasPrefix(w, "-") || strings.Contains(w, "=") {
					continue
				}
				if found, err := exec.LookPath(w); err == nil {
					return found, nil
				}
			}
		}
		return words[0], nil
	}
	return "", h.program(name, path)
}

// privileged reports a program that runs with the rights of another user.
func privileged(path string, info os.FileInfo) bool {
	st, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return false
	}
	if info.Mode()&os.ModeSetuid != 0 && int(st.Uid) != os.Getuid() || info.Mode()&os.ModeSetgid != 0 && int(st.Gid) != os.Getgid() {
		return true
	}
	var caps [64]byte
	n, err := syscall.Getxattr(path, "security.capability", caps[:])
	return err == nil && n > 0 && os.Getuid() != 0
}

func (h *host) program(name, path string) error {
	f, err := elf.Open(path)
	if errors.Is(err, elf.ErrNotELF) {
		return failure(ExitNotRunnable, "%s: neither a program for Linux nor a script", name)
	}
	if err != nil {
		return failure(ExitNotRunnable, "%s: %w", name, err)
	}
	defer f.Close()
	if want := map[string]string{"amd64": "x86_64", "arm64": "aarch64"}[runtime.GOARCH]; f.MachineName() != want {
		return failure(ExitNotRunnable, "%s: a program for %s, and this machine is %s; trace it there", name, f.MachineName(), want)
	}
	loader := ""
	for _, s := range f.Segments {
		if uint32(s.Type) == segmentInterpreter {
			loader = string(bytes.TrimRight(f.Bytes(s.Addr, s.FileSize), "\x00"))
		}
	}
	if loader == "" {
		return failure(ExitNotRunnable, "%s: linked statically, so no library can be preloaded into it; nothing would be seen", name)
	}
	h.musl = strings.Contains(filepath.Base(loader), "musl")
	for _, n := range f.Dynamic.Needed {
		if strings.HasPrefix(n, "libasan.so") {
			h.asan = n
		}
	}
	return nil
}
