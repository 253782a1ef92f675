// Package workspace finds crates on disk and says what Cargo would build of
// them: packages, targets, dependencies, features, profiles, compiler range and
// the tool's own configuration. It runs no cargo and no build script.
//
// It is one room, since the answers rest on each other: targets and cfg choose the
// dependencies, these the features, and the features the targets again.
package workspace

import (
	"context"
	"path/filepath"
	"slices"
	"strings"

	"github.com/cdylib-ls/cdylib-ls/analysis/cfg"
	"github.com/cdylib-ls/cdylib-ls/analysis/vfs"
	"github.com/cdylib-ls/cdylib-ls/parse/manifest"
	"github.com/cdylib-ls/cdylib-ls/parse/rust"
)

// Options are what the user asks for on the command line or in the editor; zero
// values mean "as the manifests say".
type Options struct {
	Target            string // triple; default: the host's
	Profile           string // default "release"
	Features          []string
	AllFeatures       bool
	NoDefaultFeatures bool
	// Defaults are configuration keys from the editor (weakest), Overrides those
	// from flags (strongest); both as decoded TOML tables.
	Defaults, Overrides map[string]any
	// DefaultsBelow are Defaults for the workspaces below a folder, in place of the others;
	// the longest that fits counts.
	DefaultsBelow map[string]map[string]any
	// CargoHome, RustupHome, Env: where dependency sources and toolchains are;
	// default from the environment.
	CargoHome string
	// Cache, if set, keeps parsed files from one Load to the next.
	Cache *Cache
	// fail, if set, is called whenever the work on a manifest begins: tests panic in it.
	fail func(manifest string)
}

// defaultsOf are the defaults of a workspace whose root manifest lies in a folder.
func (o *Options) defaultsOf(dir string) map[string]any {
	out, best := o.Defaults, ""
	for folder, defaults := range o.DefaultsBelow {
		inside := dir == folder || strings.HasPrefix(dir, strings.TrimSuffix(folder, string(filepath.Separator))+string(filepath.Separator))
		if inside && len(folder) >= len(best) {
			out, best = defaults, folder
		}
	}
	return out
}

// Workspace is one Cargo workspace, or a lone package.
type Workspace struct {
	Root     string // folder of the root manifest, absolute
	Manifest string
	Packages []*Package // members, sorted by manifest path
	Settings *Settings  // of [workspace.metadata.cdylib-ls] with defaults and overrides
	// Locked maps "name" to the versions in Cargo.lock, sorted.
	Locked map[string][]LockedPackage
	Target string // triple that is analysed
	// TargetDir is where Cargo puts artifacts (environment, configuration, or
	// `target` below Root); it need not exist.
	TargetDir string
	Profile   Profile
	Compiler  Compiler
	// Rustflags are from all levels of Cargo configuration, in order.
	Rustflags []Flag
	// fields private to the implementation
	impl *impl
}

// Document is the parsed manifest or Cargo configuration file that Load read at
// path, or nil. It gives the places of keys and values.
func (w *Workspace) Document(path string) *manifest.Document {
	if w.impl == nil {
		return nil
	}
	return w.impl.document(path)
}

// Directives are the `# cdylib-ls: allow(…)` comments in the manifests of the
// members, in the root manifest and in the Cargo configuration, by file.
func (w *Workspace) Directives() map[string][]*rust.Directive { return w.impl.directives() }

// LockedPackage is one entry of Cargo.lock.
type LockedPackage struct {
	Version, Source, Checksum string
	Dependencies              []string
}

// Flag is one compiler or linker flag with its place.
type Flag struct {
	Text string
	File string
	Span rust.Span
}

// Profile is what a Cargo profile sets, inheritance resolved.
type Profile struct {
	Name            string
	OptLevel        string
	DebugAssertions bool
	Panic           string // "unwind" or "abort"
	LTO             string
	Strip           string
	PanicSpan       rust.Span // value of `panic` in the root manifest, if written
}

// Compiler is the range of compilers that may build the workspace, as
// "major.minor". From is "" where nothing bounds it; To is the current stable
// known to this program unless a toolchain file pins it.
type Compiler struct {
	From, To string
	Nightly  bool   // the toolchain file names a nightly
	Pinned   bool   // by a toolchain file
	Source   string // file that decides, or ""
}

// Package is one package, a member or a dependency whose sources are at hand.
type Package struct {
	Name, Version string
	Dir, Manifest string
	Edition       string // "2015", "2018", "2021", "2024"
	// RustVersion is the lower bound of the compilers that build the package, as
	// "major.minor": what the manifest states, else what the edition needs, else "".
	RustVersion string
	Workspace   *Workspace
	Member      bool
	// Selected: the package is to be judged. It is a member below one of the
	// given paths (or of a workspace whose root was given) and no `exclude`
	// pattern hides it; the others are there for resolution only.
	Selected bool
	// Target is the triple the package is analysed for: the workspace's, unless
	// the package's own configuration names another.
	Target  string
	Targets []*Target
	Deps    []*Dep // normal dependencies that apply to the target
	// DevDeps are the dependencies for tests, which examples see too; of members only.
	DevDeps  []*Dep
	Features map[string]bool
	// HasBuildScript, BuildScript: path of build.rs.
	BuildScript string
	Settings    *Settings
	Env         *cfg.Env
	// ProcMacro: its library runs inside the compiler.
	ProcMacro bool
	// Source is "path", "registry", "git" or "vendor" for a dependency.
	Source string
}

// TargetKind says what a Target is.
type TargetKind uint8

// The kinds of targets that matter; tests, benches and build scripts are left out.
const (
	TargetLib TargetKind = iota
	TargetBin
	TargetExample
)

// Target is one thing Cargo builds from a package.
type Target struct {
	Package    *Package
	Kind       TargetKind
	Name       string // artifact name: with _ for libraries
	Path       string // root source file, absolute
	CrateTypes []string
	// CrateTypeSpan and NameSpan are places in the manifest: of the crate-type
	// value, else of [lib], else of the package's name.
	CrateTypeSpan, NameSpan rust.Span
}

// Unloadable reports whether the target is a library a process can load and
// unload: cdylib or dylib.
func (t *Target) Unloadable() bool {
	for _, c := range t.CrateTypes {
		if c == "cdylib" || c == "dylib" {
			return true
		}
	}
	return false
}

// Dep is a dependency as a package names it.
type Dep struct {
	// Name is the crate name in source (renames applied, _ for -); Package the
	// package's name.
	Name, Package string
	Optional      bool      // and enabled, else it is not listed
	Version       string    // from Cargo.lock where it tells, else the requirement
	Span          rust.Span // key in the manifest
	// Asked are the features that the package asks of the dependency, in the entry and
	// by its own enabled features. What these imply stands in the dependency's manifest:
	// see Has.
	Asked []string
	// Resolved returns the package with its sources, or nil where Cargo has none
	// on this machine. Safe for concurrent use; the result is shared.
	resolve func() *Package
}

// Resolved returns the dependency's package, or nil without sources at hand.
func (d *Dep) Resolved() *Package {
	if d.resolve == nil {
		return nil
	}
	return d.resolve()
}

// Has reports whether the dependency is built with a feature, as far as is known: by
// its manifest where that is at hand, else by what is asked of it.
func (d *Dep) Has(feature string) bool {
	if r := d.Resolved(); r != nil {
		return r.Features[feature]
	}
	return slices.Contains(d.Asked, feature)
}

// Problem is something wrong inside the project: it becomes a finding.
type Problem struct {
	Rule    string // broken-manifest, missing-module, unread-code, invalid-configuration, internal-error
	File    string // absolute
	Span    rust.Span
	Message string // one line: what is wrong and the next step
	// Minor tells what is true and no fault of the file: it is information, whatever
	// the rule's own severity is.
	Minor bool
}

// Set is everything found below the given paths.
type Set struct {
	Workspaces []*Workspace // sorted by root
	Problems   []Problem    // sorted by file and place
	// Unread says of each of the given paths that could not be read why.
	Unread []error
}

// Load discovers crates and workspaces below paths (folders, manifests or .rs
// files of a package; absolute). A path that does not exist or holds no crate
// is an error with the next step; everything else wrong is a Problem.
func Load(ctx context.Context, fs vfs.FS, paths []string, opts Options) (*Set, error) {
	return load(ctx, fs, paths, opts)
}

// Settings is the tool's configuration for one package.
type Settings struct {
	MinGlibc string
	// MinMacOS and MinWindows are numbers: "11.0", "6.1" for Windows 7.
	MinMacOS, MinWindows string

	Unload   string // never, supported, auto
	Host     string
	Panics   string // explicit, all
	Target   string
	Features []string
	Artifact []string
	// Levels are the severities that tables set, the weakest table first: editor,
	// workspace, package, flags.
	Levels      []Levels
	Exclude     []string
	HostSymbols []string
	// ExpectUnload is the worst that closing the library may do, by platform; "" is the
	// platform that is analysed.
	ExpectUnload map[string]string
	// HostLibraries are patterns of file names that the host brings along.
	HostLibraries []string
	// Places gives the span of each key's value in the manifest, by dotted key;
	// File is the manifest they stand in.
	Places map[string]vfs.Place
}

// Levels are the severities that one table sets.
type Levels struct {
	// Rules leads from an id, a group or a pattern over ids to off, hint, information,
	// warning or error. What the names mean is not known here.
	Rules map[string]string
	Paths []PathLevels
}

// PathLevels are severities for some files.
type PathLevels struct {
	Glob  string
	Dir   string // that the pattern is relative to; "" for the folder asked about
	Rules map[string]string
}

// Holds reports whether a file is one of those. root is the folder to start from where no
// manifest gives one.
func (p *PathLevels) Holds(root, file string) bool {
	if p.Dir != "" {
		root = p.Dir
	}
	rel, err := filepath.Rel(root, file)
	if file == "" || err != nil || rel == ".." || strings.HasPrefix(rel, ".."+string(filepath.Separator)) {
		return false
	}
	return matchGlob(p.Glob, filepath.ToSlash(rel))
}
