package artifact

import (
	"encoding/binary"
	"strings"

	"github.com/cdylib-ls/cdylib-ls/parse/code"
	"github.com/cdylib-ls/cdylib-ls/parse/elf"
	"github.com/cdylib-ls/cdylib-ls/parse/object"
)

// crtFunctions are the slots that the C toolchain puts into every library.
var crtFunctions = map[string]bool{
	"frame_dummy": true, "register_tm_clones": true, "__do_global_dtors_aux": true, "deregister_tm_clones": true, "_init": true, "_fini": true,
	"__dyn_tls_init": true, "__dyn_tls_dtor": true, "__dyn_tls_pthread": true, "DllMainCRTStartup": true, "_DllMainCRTStartup": true, "pre_c_init": true, // MinGW
	"init_have_lse_atomics": true, "__init_cpu_features": true, "init_cpu_features": true, // libgcc and compiler-builtins on AArch64
}

// crtImports are all that those functions use.
var crtImports = map[string]bool{
	"_ITM_registerTMCloneTable": true, "_ITM_deregisterTMCloneTable": true, "__cxa_finalize": true, "__gmon_start__": true,
	"__register_frame_info": true, "__deregister_frame_info": true, "__getauxval": true, "getauxval": true,
}

// callbackImports are all that MinGW's TLS callbacks use, which keep the destructors of
// its own thread keys.
var callbackImports = map[string]bool{
	"InitializeCriticalSection": true, "EnterCriticalSection": true, "LeaveCriticalSection": true, "DeleteCriticalSection": true,
	"TlsGetValue": true, "GetLastError": true, "free": true,
}

// markToolchain tells the slots of every library from the library's own: by
// name, or by what they do where names are stripped.
func (l *Library) markToolchain() {
	std := false // one slot at most
	for _, list := range [][]*Root{l.Load, l.Unload} {
		for _, r := range list {
			path := l.NameOf(r)
			switch {
			case r.Func < 0:
			case crtFunctions[r.Symbol]:
				r.Toolchain = "crt"
			case strings.HasPrefix(path, "std::sys::") && (strings.Contains(path, "ARGV_INIT_ARRAY") || strings.HasPrefix(path, "std::sys::thread_local::")):
				r.Toolchain, std = "std", true
			case r.Symbol == "" && l.Graph != nil && l.runsOnlyCrt(r):
				r.Toolchain = "crt"
			case r.Symbol == "" && l.Graph != nil && !std && r.Slot.Array == string(elf.InitArray) && l.storesArguments(r.Func):
				r.Toolchain, std = "std", true
			}
		}
	}
}

// runsOnlyCrt reports that a slot reaches only what the C toolchain's do. DT_INIT
// and DT_FINI may do nothing at all.
func (l *Library) runsOnlyCrt(r *Root) bool {
	// Bytes. The toolchain's are a hundredth of it, but where nothing tells their end they
	// seem to go on to the next known function.
	const large = 16 << 10
	if l.size(r.Func) > large {
		return false
	}
	// Calls only: the address that they hand over, __dso_handle or __TMC_END__, may be that
	// of the library's first table, whose functions they do not call.
	return l.crtAlone(r, code.Options{}) || l.crtAlone(r, code.Options{Pointers: true})
}

func (l *Library) crtAlone(r *Root, o code.Options) bool {
	reach := l.Graph.Reach([]int{r.Func}, o)
	const most = 4 // functions
	for name := range reach.Imports {
		if !crtImports[name] && !(l.File == nil && callbackImports[name]) {
			return false
		}
	}
	single := r.Slot.Index < 0 || r.Slot.Array == ".CRT$XI" // MinGW's prepares a table of its own
	return len(reach.Order) <= most && (len(reach.Imports) > 0 || single && len(reach.Order) == 1 && l.size(r.Func) <= 32)
}

func (l *Library) size(fn int) uint64 {
	f := l.Image.Functions()[fn]
	return f.End - f.Start
}

// storesArguments recognises std's own slot, which keeps argc and argv for
// env::args: it calls nothing and stores its second argument, which no
// constructor of a user takes. Where nothing asks for the arguments it is a
// single return.
func (l *Library) storesArguments(fn int) bool {
	f := l.Image.Functions()[fn]
	if l.Rustc() == "" || len(l.Graph.Edges(fn)) > 0 || l.size(fn) > 64 {
		return false
	}
	b := l.Image.Bytes(f.Start, f.End-f.Start)
	if len(b) > 0 && b[0] == 0xc3 {
		return true
	}
	for i := range b {
		x86 := i+3 <= len(b) && b[i] == 0x48 && b[i+1] == 0x89 && b[i+2] == 0x35 // mov [rip+...], rsi
		arm := i%4 == 0 && i+4 <= len(b) && binary.LittleEndian.Uint32(b[i:])&0xffc0001f == 0xf9000001
		if x86 && l.Image.Machine() == object.X86_64 || arm && l.Image.Machine() == object.AArch64 {
			return true
		}
	}
	return false
}

// Own are the roots of a list that are not the toolchain's.
func Own(list []*Root) []*Root {
	var out []*Root
	for _, r := range list {
		if r.Toolchain == "" {
			out = append(out, r)
		}
	}
	return out
}
