package pipeline

import (
	"context"
	"fmt"
	"runtime"

	"github.com/cdylib-ls/cdylib-ls/analysis"
	"github.com/cdylib-ls/cdylib-ls/analysis/vfs"
	"github.com/cdylib-ls/cdylib-ls/analysis/workspace"
	"github.com/cdylib-ls/cdylib-ls/parse/fault"
	"github.com/cdylib-ls/cdylib-ls/parse/parallel"
)

// AnalyzeAll analyses every workspace of a set, several at a time, and returns
// the results in the set's order. progress gives the callback for one workspace
// and may be nil; callbacks of different workspaces run concurrently.
func AnalyzeAll(ctx context.Context, fs vfs.FS, set *workspace.Set, opts Options, progress func(*workspace.Workspace) func(done, total int)) ([]*analysis.Result, error) {
	if opts.Jobs <= 0 {
		opts.Jobs = runtime.GOMAXPROCS(0)
	}
	results := make([]*analysis.Result, len(set.Workspaces))
	errs := make([]error, len(set.Workspaces))
	parallel.Do(opts.Jobs, len(set.Workspaces), func(i int) {
		o := opts
		if progress != nil {
			o.Progress = progress(set.Workspaces[i])
		}
		results[i], errs[i] = guarded(ctx, fs, set.Workspaces[i], o)
	})
	for _, err := range errs {
		if err != nil {
			return nil, err
		}
	}
	return results, nil
}

// guarded turns a panic, which is a fault of this program, into an error that
// names the workspace.
func guarded(ctx context.Context, fs vfs.FS, ws *workspace.Workspace, opts Options) (res *analysis.Result, err error) {
	if p := fault.Catch(func() { res, err = Analyze(ctx, fs, ws, opts) }); p != nil {
		return nil, fmt.Errorf("internal: %s: %w; please report it with this trace:\n%s", ws.Root, p, p.Stack)
	}
	return res, err
}
