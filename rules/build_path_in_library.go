package rules

import (
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/cdylib-ls/cdylib-ls/analysis"
	"github.com/cdylib-ls/cdylib-ls/analysis/evidence"
)

var buildPathInLibrary = &Rule{
	ID:       "build-path-in-library",
	Title:    "a folder of the build machine in which the loader looks for libraries",
	Severity: Warning,
	Category: LoadAndLink,
	Since:    "0.1.0",
	Doc:      page("build-path-in-library"),
	Built:    true,
	Run:      runBuildPathInLibrary,
}

func runBuildPathInLibrary(p *Pass) {
	p.eachFresh(func(l *analysis.Loading, b *evidence.Built) {
		var folders []string
		for _, dir := range b.Facts.RunPaths {
			if p.ofBuild(dir) && !slices.Contains(folders, dir) {
				folders = append(folders, dir)
			}
		}
		if len(folders) > 0 {
			p.reportBuilt(l, b, &Finding{
				Place:   p.runPath(l, folders[0]),
				Message: "whoever can write to " + listed(folders, 2) + " runs code in the host: the loader searches it for what " + p.shownFile(b) + " needs, on every machine",
				Help:    "take the run path out (`-Wl,-rpath,…`, `-C rpath`), or make it relative to the library: `$ORIGIN`, on macOS `@loader_path`",
			})
		}
		if p.ofBuild(b.Facts.InstallName) {
			p.reportBuilt(l, b, &Finding{
				Severity: Information,
				Message:  "a program that links " + p.shownFile(b) + " finds it on the build machine only: its install name is `" + b.Facts.InstallName + "`; a host that opens it by its path is not concerned",
				Help:     "give it a name that programs can find: `-C link-arg=-Wl,-install_name,@rpath/" + path.Base(b.Facts.InstallName) + "`",
			})
		}
	})
}

// buildFolders are where people and services build, without the slashes; installed is the
// one place among them that packages install to.
var buildFolders = []string{"home", "Users", "root", "tmp", "var/tmp", "var/folders", "builds", "github"}

const installed = "home/linuxbrew"

// ofBuild reports a path of the machine that built the library: in this workspace, its
// target folder, or a folder where people and services build.
func (p *Pass) ofBuild(name string) bool {
	if !strings.HasPrefix(name, "/") {
		return false
	}
	ws, name := p.Result.Workspace, path.Clean(name)
	for _, dir := range []string{ws.Root, ws.TargetDir} {
		if dir = filepath.ToSlash(dir); dir != "" && (name == dir || strings.HasPrefix(name, dir+"/")) {
			return true
		}
	}
	in := func(dir string) bool { // macOS keeps /tmp and /var below /private
		return strings.HasPrefix(strings.TrimPrefix(name, "/private"), "/"+dir+"/")
	}
	return slices.ContainsFunc(buildFolders, in) && !in(installed)
}

// runPath finds the link argument that asks for a folder; the zero Place where none does.
func (p *Pass) runPath(l *analysis.Loading, folder string) analysis.Place {
	for _, arg := range l.Link.Args {
		if strings.Contains(arg.Text, "rpath") && strings.Contains(arg.Text, folder) {
			return arg.Place
		}
	}
	return analysis.Place{}
}
