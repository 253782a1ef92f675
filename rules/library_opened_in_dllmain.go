package rules

import "github.com/cdylib-ls/cdylib-ls/analysis"

var libraryOpenedInDllmain = &Rule{
	ID:       "library-opened-in-dllmain",
	Title:    "a library opened or freed by DllMain",
	Severity: Warning,
	Category: LifeOutsideMain,
	Since:    "0.1.0",
	Doc:      page("library-opened-in-dllmain"),
	Run:      runLibraryOpenedInDllmain,
}

func runLibraryOpenedInDllmain(p *Pass) {
	atLoad := func(_ *analysis.Reach, path *analysis.RootPath) bool {
		return inDllMain(path.Root) && path.Root.Moment != analysis.Exit && path.Root.InLibrary()
	}
	p.each([]analysis.EffectKind{analysis.LibraryLoad}, atLoad, func(r *reached) {
		call := map[analysis.Moment]string{analysis.Load: "`LoadLibrary`", analysis.Unload: "`FreeLibrary`"}[r.first().Root.Moment]
		if call == "" {
			call = "the start or end of a thread"
		}
		r.report(p, Warning, call+" can deadlock or run code that is not ready: "+r.what()+" enters the loader again "+r.scene()+", whose lock is held, so that DLLs are initialised out of order",
			"open and free libraries in a function that the host calls, or on a thread that `DllMain` starts and does not wait for")
	})
}
