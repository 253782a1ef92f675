package artifact

import (
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/cdylib-ls/cdylib-ls/analysis/unload"
)

// BenchmarkInspect judges a stripped cdylib of half a megabyte, which has to take
// less than 10 ms: the server does it after each build.
func BenchmarkInspect(b *testing.B) {
	dir := b.TempDir()
	source, lib := filepath.Join(dir, "bench.rs"), filepath.Join(dir, "libbench.so")
	const text = `use std::cell::RefCell;
thread_local! { static SEEN: RefCell<Vec<String>> = RefCell::new(Vec::new()); }
#[no_mangle] pub extern "C" fn entry() {
    SEEN.with(|s| s.borrow_mut().push(std::env::args().collect()));
    println!("{:?}", std::thread::current().name());
    std::thread::spawn(|| println!("{:?}", std::fs::read("/proc/self/comm").unwrap())).join().unwrap();
}
`
	write(b, source, text)
	for _, args := range [][]string{{"rustc", "-A", "warnings", "--edition", "2021", "--crate-type", "cdylib", "-O", "-C", "strip=symbols", "-o", lib, source}} {
		if out, err := exec.Command(args[0], args[1:]...).CombinedOutput(); err != nil {
			b.Fatalf("%s: %v\n%s", strings.Join(args, " "), err, out)
		}
	}
	b.ReportAllocs()
	for b.Loop() {
		l, err := Open(lib)
		if err != nil {
			b.Fatal(err)
		}
		if v := l.Verdict(); v.State != unload.Stays {
			b.Fatalf("verdict %s", v.State)
		}
		for _, r := range l.Load {
			runtime.KeepAlive(l.Effects(r))
		}
		l.Close()
	}
}
