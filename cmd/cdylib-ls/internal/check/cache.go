package check

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/gob"
	"encoding/hex"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"github.com/cdylib-ls/cdylib-ls/analysis/vfs"
	"github.com/cdylib-ls/cdylib-ls/cmd/cdylib-ls/internal/console"
	"github.com/cdylib-ls/cdylib-ls/cmd/cdylib-ls/internal/replace"
	"github.com/cdylib-ls/cdylib-ls/parse/file"
	"github.com/cdylib-ls/cdylib-ls/parse/parallel"
)

// The result of a check is what its flags, the environment, the program and the answers
// to its questions about files make of it. So a result is kept under a digest of the
// first three together with the fourth, and holds as long as asking again gives the
// same answers: what is not there and was looked for is among them.

// Bounds of the cache, in bytes.
const (
	maxCache      = 256 << 20
	maxCacheEntry = 64 << 20
	maxCacheFiles = 1 << 20 // entries of the folder
)

// cacheFormat changes with what entries hold.
const cacheFormat = "3"

// resultCache is one run's place in the cache.
type resultCache struct {
	file    string
	started time.Time
}

// cacheEntry is one result with all that it rests on.
type cacheEntry struct {
	Asked   []cachedAnswer
	Outputs [][]byte // in the order of the run's
	Notes   []string
	Failing bool
}

// cachedAnswer is a question with its answer.
type cachedAnswer struct {
	vfs.Question
	Answer vfs.Answer
	// Stamp is what the system said of a file that was read; zero where it cannot
	// tell a change, and the file has to be read again.
	Stamp stamp
}

// stamp identifies one state of a file without reading it: the time of change is set
// by the system alone, unlike that of modification.
type stamp struct {
	Device, Inode uint64
	Size          int64
	Changed       int64 // nanoseconds
}

// cached reports whether a run with these flags writes nothing but its report, and
// rests on nothing but files.
func (f *Options) cached() bool {
	writes := f.fixes() || f.WriteBaseline != "" || f.PruneBaseline
	return !f.NoCache && !writes && f.NewFrom == "" && f.StdinName == "" && !f.Watch && !f.Statistics && !f.Timings
}

// openCache finds the place of a run in the cache; nil where it has none.
func openCache(c *console.Console, f *Options, paths []string) *resultCache {
	if c.CacheDir == "" || !f.cached() {
		return nil
	}
	h := sha256.New()
	put := func(words ...string) { fmt.Fprintf(h, "%q\n", words) }
	put(cacheFormat, c.Version, programID(), runtime.GOOS, runtime.GOARCH, c.Dir)
	put(paths...)
	put(f.Key...)
	put(fmt.Sprint(c.Colored(f.Color, f.Output)))
	for _, v := range slices.Sorted(slices.Values(os.Environ())) {
		name, _, _ := strings.Cut(v, "=")
		if strings.HasPrefix(name, "CARGO") || strings.HasPrefix(name, "RUST") || name == "HOME" || name == "USERPROFILE" {
			put(v)
		}
	}
	return &resultCache{file: filepath.Join(c.CacheDir, hex.EncodeToString(h.Sum(nil))), started: time.Now()}
}

// programID tells builds of the program apart.
func programID() string {
	path, err := os.Executable()
	if err != nil {
		return ""
	}
	info, err := os.Stat(path)
	if err != nil {
		return ""
	}
	return fmt.Sprint(path, info.Size(), info.ModTime().UnixNano())
}

// load returns the kept result if it still holds, else nil. An entry that cannot be
// read counts as none.
func (c *resultCache) load(jobs int) *cacheEntry {
	text, err := file.Read(c.file, maxCacheEntry)
	if err != nil || len(text) < sha256.Size {
		return nil
	}
	sum, body := text[:sha256.Size], text[sha256.Size:]
	if have := sha256.Sum256(body); !bytes.Equal(sum, have[:]) {
		return nil
	}
	e := &cacheEntry{}
	if err := gob.NewDecoder(bytes.NewReader(body)).Decode(e); err != nil || !e.holds(jobs) {
		return nil
	}
	now := time.Now()
	_ = os.Chtimes(c.file, now, now) // the oldest go first; it is only a hint
	return e
}

// holds asks everything again.
func (e *cacheEntry) holds(jobs int) bool {
	const batch = 64 // questions at a time, as most are short
	var changed atomic.Bool
	parallel.Do(cmp.Or(jobs, runtime.GOMAXPROCS(0)), (len(e.Asked)+batch-1)/batch, func(i int) {
		for j := i * batch; j < min(len(e.Asked), (i+1)*batch) && !changed.Load(); j++ {
			if !e.Asked[j].holds() {
				changed.Store(true)
			}
		}
	})
	return !changed.Load()
}

func (a *cachedAnswer) holds() bool {
	if a.Stamp != (stamp{}) {
		if now, ok := stampOf(a.Path); ok && now == a.Stamp {
			return true
		}
	}
	return vfs.Ask(vfs.Disk{}, a.Question) == a.Answer
}

// recent is how long before a run a file must have been left alone for its stamp to
// say that the run read it in this state: clocks of file systems are coarse.
const recent = 2 * time.Second

// store keeps a result. That it cannot be kept harms nobody, and is not said.
func (c *resultCache) store(answers map[vfs.Question]vfs.Answer, e *cacheEntry) {
	e.Asked = make([]cachedAnswer, 0, len(answers))
	for q, a := range answers {
		asked := cachedAnswer{Question: q, Answer: a}
		if q.Op == vfs.OpRead {
			if s, ok := stampOf(q.Path); ok && s.Changed < c.started.Add(-recent).UnixNano() {
				asked.Stamp = s
			}
		}
		e.Asked = append(e.Asked, asked)
	}
	// What changes most often first: the user's own files are the last by path.
	slices.SortFunc(e.Asked, func(a, b cachedAnswer) int { return cmp.Or(cmp.Compare(a.Op, b.Op), cmp.Compare(a.Path, b.Path)) })
	var body bytes.Buffer
	if err := gob.NewEncoder(&body).Encode(e); err != nil || body.Len() > maxCacheEntry-sha256.Size {
		return
	}
	sum := sha256.Sum256(body.Bytes())
	dir := filepath.Dir(c.file)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return
	}
	// A folder in its place is from nobody, and would keep the entry out for ever.
	if info, err := os.Lstat(c.file); err == nil && info.IsDir() {
		return
	}
	// Whatever has the name is replaced, and no link followed: it is ours.
	if err := replace.Put(c.file, append(sum[:], body.Bytes()...), nil); err == nil {
		trim(dir, maxCache)
	}
}

// trim removes the entries that were not used for longest until the rest is at most
// max bytes, and what crashed runs left half written. Another run may do the same.
func trim(dir string, max int64) {
	list, err := file.List(dir, maxCacheFiles)
	if err != nil {
		return
	}
	var files []fs.FileInfo
	var total int64
	for _, e := range list {
		info, err := e.Info()
		if err != nil || !info.Mode().IsRegular() {
			continue
		}
		if strings.HasPrefix(e.Name(), ".") && !replace.Orphaned(e.Name(), info.ModTime()) {
			continue // being written
		}
		files = append(files, info)
		total += info.Size()
	}
	slices.SortFunc(files, func(a, b fs.FileInfo) int {
		return cmp.Or(cmp.Compare(a.Name()[0], b.Name()[0]), a.ModTime().Compare(b.ModTime()))
	})
	for _, f := range files {
		if total <= max && !strings.HasPrefix(f.Name(), ".") {
			continue
		}
		if os.Remove(filepath.Join(dir, f.Name())) == nil {
			total -= f.Size()
		}
	}
}
