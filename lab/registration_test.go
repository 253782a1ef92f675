package lab

import (
	"os/exec"
	"runtime"
	"slices"
	"strings"
	"testing"
)

// compile runs the C compiler.
func compile(t *testing.T, args ...string) {
	t.Helper()
	if out, err := exec.Command("cc", args...).CombinedOutput(); err != nil {
		t.Fatalf("cc: %v\n%s", err, out)
	}
}

func TestSpellings(t *testing.T) {
	t.Parallel()
	o := load(t, "spelled", "open")
	ran := strings.Fields(strings.TrimSuffix(o.progress, " open exit"))
	slices.Sort(ran)
	expected := []string{
		"array-0", "array-1", "raw-section", "global_asm",
		"ctor-0.2", "ctor-1.0", "ctor-associated", "ctor-declarative", "ctor-renamed", "ctor-static",
		"ctor-lite", "linktime", "small_ctor", "static_init-constructor", "static_init-dynamic",
	}
	slices.Sort(expected)
	if !slices.Equal(ran, expected) || o.status != fine {
		t.Errorf("ran at load: %q\nwant         %q\n%v", ran, expected, o)
	}
}

func TestRegistries(t *testing.T) {
	t.Parallel()
	want(t, load(t, "registries", "open", "call"), fine, "open inventory linkme typetag call exit")
	// One slot for `inventory::submit!`, one for typetag's; linkme has none.
	if got, base := slots(t, "registries", ".init_array"), slots(t, "current_thread", ".init_array"); got != base+2 {
		t.Errorf("%d init slots, %d in a library without registrations; want two more", got, base)
	}
}

func TestNapi(t *testing.T) {
	t.Parallel()
	want(t, load(t, "napi_module", "open", "close"), fine, "open close:gone exit")
	if got, base := slots(t, "napi_module", ".init_array"), slots(t, "current_thread", ".init_array"); got <= base {
		t.Errorf("%d init slots, %d in a library without registrations; `#[napi]` should add some", got, base)
	}
}

func TestDeadSections(t *testing.T) {
	t.Parallel()
	if runtime.GOARCH != "amd64" {
		t.Log("LLD is the default linker on x86-64 only; elsewhere GNU ld folds `.ctors` into `.init_array`")
		return
	}
	want(t, load(t, "dead_ctors", "open", "close"), fine, "open close:gone exit")
	if n := slots(t, "dead_ctors", ".ctors"); n != 2 {
		t.Errorf("%d `.ctors` entries in the library, want the two that never run", n)
	}
}

// Every std library has these and no user code: what a check of a built library
// must not take for a registration.
func TestBaseline(t *testing.T) {
	t.Parallel()
	if n := slots(t, "current_thread", ".init_array"); n != 2 {
		t.Errorf("%d init slots, want 2: std's own for the arguments and frame_dummy", n)
	}
	if n := slots(t, "current_thread", ".fini_array"); n != 1 {
		t.Errorf("%d fini slots, want 1: __do_global_dtors_aux", n)
	}
}
