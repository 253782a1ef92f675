package analysis

import (
	"github.com/cdylib-ls/cdylib-ls/analysis/hosts"
	"github.com/cdylib-ls/cdylib-ls/analysis/linkargs"
	"github.com/cdylib-ls/cdylib-ls/analysis/workspace"
)

// Loading is what is known of how a library is linked, who loads it, and what
// decides whether it can go away again.
type Loading struct {
	Target *workspace.Target
	// Host is nil where nothing tells it; HostSign says in words what does.
	Host     *hosts.Host
	HostSign string
	// Likely are hosts to choose from where Host is nil, the likeliest first.
	Likely []*hosts.Host
	Link   *linkargs.Answers
	// BuildMain is where main's body begins in the build script, or linkargs.NoMain.
	BuildMain int
	Exports   []Export
	// Pins are places where the library makes itself stay.
	Pins []Pin
	// Overrides are its own definitions of __cxa_thread_atexit_impl.
	Overrides []TLSOverride
	// Allocators are the dependencies that a file with a `#[global_allocator]` names.
	Allocators []Allocator
	// Unfollowed are dependencies that may leave something behind and were not followed;
	// by name.
	Unfollowed []Unfollowed
	// Missing are symbols of version scripts that no source defines.
	Missing []MissingSymbol
	// NodeleteSince is the first compiler that makes libraries stay by itself;
	// "" for none.
	NodeleteSince string
}

// Export is a symbol that the library's sources export by name.
type Export struct {
	Name    string
	Place   Place
	Package *workspace.Package
}

// Allocator is a dependency from which a package may take its global allocator.
type Allocator struct {
	Dep     *workspace.Dep
	Package *workspace.Package // that depends on it
	Place   Place              // where the file names it
}

// Unload is what the configuration says of unloading: "never", "supported" or
// "auto", also where nothing is configured.
func (l *Loading) Unload() string {
	if s := l.Target.Package.Settings; s != nil && s.Unload != "" {
		return s.Unload
	}
	return "auto"
}

// NeverUnloads reports whether configuration or host say that it stays.
func (l *Loading) NeverUnloads() bool {
	return l.Unload() == "never" || l.Unload() == "auto" && l.Host.NeverUnloads()
}

// IsUnloaded reports whether configuration or host say that it is unloaded.
func (l *Loading) IsUnloaded() bool {
	return l.Unload() == "supported" || l.Unload() == "auto" && l.Host.DoesUnload()
}

// Override is the definition of __cxa_thread_atexit_impl that std uses instead of
// libc's, nil if there is none.
func (l *Loading) Override() *TLSOverride {
	for i := range l.Overrides {
		if l.Overrides[i].Kind.HasEffect() {
			return &l.Overrides[i]
		}
	}
	return nil
}

// SharesStd is the argument that makes the library need the shared libstd, nil for
// others. A cdylib does so as well as a dylib.
func (l *Loading) SharesStd() *linkargs.Arg {
	if l.Target.Unloadable() {
		return l.Link.PreferDynamic
	}
	return nil
}

// PinsByTLS reports whether a registered TLS destructor keeps the library mapped on
// glibc: one of std's that is the library's own, registered with libc.
func (l *Loading) PinsByTLS() bool { return l.Override() == nil && l.SharesStd() == nil }

// Loading returns what is known of a library target, or nil for others.
func (r *Result) Loading(t *workspace.Target) *Loading {
	for _, tr := range r.Targets {
		if tr.Target == t {
			return tr.Loading
		}
	}
	return nil
}

// MissingSymbol is a symbol that a version script exports and that no source of
// the library's workspace packages speaks of.
type MissingSymbol struct {
	Name string
	// Place is in the script, Arg the argument that names the script.
	Place Place
	Arg   *linkargs.Arg
}
