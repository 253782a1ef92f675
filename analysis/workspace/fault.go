package workspace

import (
	"slices"

	"github.com/cdylib-ls/cdylib-ls/parse/fault"
	"github.com/cdylib-ls/cdylib-ls/parse/manifest"
)

// A panic while workspaces are loaded is a fault of this program. It is charged to the
// package whose manifest was being worked on: that package is left out, and its workspace
// loaded again without it, so that the others have all their findings.

// maxFaults bounds how often one workspace is loaded again.
const maxFaults = 16

// on notes the manifest that the work is on.
func (l *loader) on(manifest string) {
	l.at = manifest
	if l.opts.fail != nil {
		l.opts.fail(manifest)
	}
}

// charge makes a problem of a panic.
func (l *loader) charge(manifest, what string, caught *fault.Panic) {
	p := Problem{Rule: "internal-error", File: manifest, Message: what + " is left out, for an error inside cdylib-ls: " + caught.Error()}
	l.mu.Lock()
	defer l.mu.Unlock()
	if !slices.ContainsFunc(l.faults, func(q Problem) bool { return q.File == manifest }) {
		l.faults = append(l.faults, p)
	}
}

// open loads one workspace, without the packages that this fails on; nil where nothing
// is left. listed says that a path that was asked for belongs to it.
func (l *loader) open(root string, listed bool, all []*given) *impl {
	for range maxFaults {
		problems, absent := slices.Clone(l.problems.list), slices.Clone(l.absent)
		var w *impl
		caught := fault.Catch(func() {
			l.on(root)
			w = l.openWorkspace(root)
			if !listed {
				w.strayOf = l.rootOf(root)
			}
			w.given = all
			w.choose(all)
			w.finish()
			l.on(root)
			w.leaveOut()
		})
		if caught == nil {
			return w
		}
		l.problems.list, l.absent = problems, absent
		culprit := l.at
		switch {
		case l.faulty[culprit]: // it is not the package: reading the root does it
			l.charge(root, "the workspace", caught)
			return nil
		case culprit == root:
			l.charge(culprit, "the package or the workspace", caught)
		default:
			l.charge(culprit, "the package", caught)
		}
		l.faulty[culprit] = true
	}
	return nil
}

// guard does work on one manifest outside of a workspace.
func (l *loader) guard(manifest string, f func()) {
	if caught := fault.Catch(f); caught != nil {
		l.charge(manifest, "the workspace", caught)
	}
}

// parsed is what readDoc gives; a file that this fails on is an empty one.
func (l *loader) parsed(path string, limit int) (d *manifest.Document) {
	if caught := fault.Catch(func() { d = l.readDoc(path, limit) }); caught != nil {
		l.charge(path, "the file", caught)
		return manifest.Parse(path, nil, limit)
	}
	return d
}
