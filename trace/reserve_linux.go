//go:build amd64 || arm64

package trace

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/cdylib-ls/cdylib-ls/analysis/artifact"
	"github.com/cdylib-ls/cdylib-ls/parse/elf"
	"github.com/cdylib-ls/cdylib-ls/parse/file"
)

const (
	tunables      = "GLIBC_TUNABLES"
	staticTLS     = "glibc.rtld.optional_static_tls"
	staticDefault = 512 // bytes, glibc 2.32 and later
	// staticSpare is what glibc reserves besides for an audit library: two namespaces'
	// worth of `errno` and the like (elf/dl-tls.c, _dl_tls_static_surplus_init).
	staticSpare = 256
	segmentTLS  = 7 // PT_TLS
	maxReserve  = 1 << 20
)

// reserve returns how many bytes of static thread-local storage the libraries want that
// the host links or preloads. With an audit library the loader sets the storage up before
// it maps them, and counts them like libraries that are opened later: redis-server, which
// links jemalloc, did not start. 0: what the loader has by itself is enough. The answer is
// kept, as it takes longer to find than the host takes to start.
func (h *host) reserve(cache string, env []string) int {
	preloaded := value(env, "LD_PRELOAD")
	key := sha256.New()
	for _, p := range []string{h.executable, "/etc/ld.so.cache"} {
		if info, err := os.Stat(p); err == nil {
			fmt.Fprintln(key, p, info.Size(), info.ModTime().UnixNano())
		}
	}
	fmt.Fprintln(key, preloaded)
	name := filepath.Join(cache, "trace", "static-tls-"+hex.EncodeToString(key.Sum(nil))[:32])
	var n int
	if cache != "" {
		if text, err := file.Read(name, 64); err == nil && json.Unmarshal(text, &n) == nil && n >= 0 && n <= maxReserve {
			return n
		}
	}
	seen := map[string]bool{}
	n = staticOf(h.executable, seen, false)
	for _, p := range strings.FieldsFunc(preloaded, func(r rune) bool { return r == ':' || r == ' ' }) {
		n += staticOf(findPreloaded(p), seen, true)
	}
	if n = min(n, maxReserve); n <= staticSpare {
		n = 0
	}
	if cache != "" { // not keeping it costs the next start a few milliseconds
		_ = os.WriteFile(name, strconv.AppendInt(nil, int64(n), 10), 0o644)
	}
	return n
}

// staticOf adds up what a program's libraries want, and a library itself.
func staticOf(path string, seen map[string]bool, itself bool) (n int) {
	f, err := elf.Open(path)
	if err != nil {
		return 0
	}
	defer f.Close()
	link, err := (&artifact.Library{File: f}).Resolve(nil)
	if err != nil {
		return 0
	}
	if itself {
		link.Found = append(link.Found, path)
	}
	for _, p := range link.Found {
		if seen[p] {
			continue
		}
		seen[p] = true
		n += staticSize(p)
	}
	return n
}

// findPreloaded finds a library that LD_PRELOAD names, as it stands where it is nowhere.
func findPreloaded(name string) string {
	if strings.Contains(name, "/") {
		return name
	}
	for _, d := range artifact.SystemFolders() {
		p := filepath.Join(d, name)
		if _, err := os.Stat(p); err == nil {
			return p
		}
	}
	return name
}

func staticSize(path string) int {
	f, err := elf.Open(path)
	if err != nil {
		return 0
	}
	defer f.Close()
	if !f.Dynamic.StaticTLS() {
		return 0
	}
	for _, s := range f.Segments {
		if uint32(s.Type) == segmentTLS {
			return int(min(s.MemSize, maxReserve)) + 64 // alignment
		}
	}
	return 0
}

// withReserve is GLIBC_TUNABLES with n bytes more, past what the user asked for.
func withReserve(old string, n int) string {
	var out []string
	base := staticDefault
	for t := range strings.SplitSeq(old, ":") {
		name, v, _ := strings.Cut(t, "=")
		if given, err := strconv.ParseUint(v, 0, 31); name == staticTLS && err == nil {
			base = int(given)
		} else if t != "" {
			out = append(out, t)
		}
	}
	return strings.Join(append(out, fmt.Sprintf("%s=%d", staticTLS, base+n)), ":")
}

// value is a variable of an environment, where the first of a name counts.
func value(env []string, name string) string {
	for _, kv := range env {
		if v, ok := strings.CutPrefix(kv, name+"="); ok {
			return v
		}
	}
	return ""
}
