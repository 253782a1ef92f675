package linkargs

import "strings"

// split takes one argument of the linker driver apart: `-Wl,a,b` are the linker's
// words a and b, `-Xlinker` is left out as its word follows.
func split(text string) []string {
	if rest, ok := strings.CutPrefix(text, "-Wl,"); ok {
		return strings.Split(rest, ",")
	}
	if text == "-Wl" || text == "-Xlinker" || text == "" {
		return nil
	}
	if rest, ok := strings.CutPrefix(text, "-Xlinker="); ok {
		return []string{rest}
	}
	return []string{text}
}

// words reads the linker's words in order; an option may have its value in the
// next one, also across arguments.
type words struct {
	pending string // option that waits for its value
}

// valued are the options whose value is the next word when none is attached.
var valued = map[string]string{
	"-z": "z", "-init": "init", "-fini": "fini", "--init": "init", "--fini": "fini",
	"-undefined": "undefined", "--undefined": "", "-u": "", "-U": "allow",
	"--version-script": "version-script", "-version-script": "version-script",
	"--unresolved-symbols": "unresolved", "-unresolved-symbols": "unresolved",
	"-exported_symbols_list": "exported-symbols", "-rpath": "", "--rpath": "", "-o": "",
	"-install_name": "", "-soname": "", "--soname": "", "-h": "", "-e": "", "--entry": "",
	"-framework": "", "-l": "", "-L": "", "-T": "", "--defsym": "", "-dynamic-list": "", "--dynamic-list": "",
}

func (w *words) take(a *Answers, arg *Arg, word string) {
	if w.pending != "" {
		option := w.pending
		w.pending = ""
		a.option(arg, option, word)
		return
	}
	name, value, attached := strings.Cut(word, "=")
	if option, ok := valued[name]; ok {
		switch {
		case attached:
			a.option(arg, option, value)
		case option == "":
			w.pending = "skip"
		default:
			w.pending = option
		}
		return
	}
	if rest, ok := strings.CutPrefix(word, "-z"); ok && a.keyword(arg, rest) {
		return // `-znodelete`
	}
	a.flag(arg, word)
}

// option is an option with its value.
func (a *Answers) option(arg *Arg, option, value string) {
	switch option {
	case "z":
		a.keyword(arg, value)
	case "init":
		a.InitFini = append(a.InitFini, Symbol{Name: value, Arg: arg})
	case "fini":
		a.InitFini = append(a.InitFini, Symbol{Name: value, Fini: true, Arg: arg})
	case "undefined":
		if value == "dynamic_lookup" || value == "suppress" || value == "warning" {
			a.Unresolved = append(a.Unresolved, arg)
		}
	case "allow":
		a.Unresolved = append(a.Unresolved, arg)
	case "unresolved":
		if value != "report-all" {
			a.Unresolved = append(a.Unresolved, arg)
		}
	case "version-script", "exported-symbols":
		a.Scripts = append(a.Scripts, Script{Path: value, Kind: option, Arg: arg})
	}
}

// keyword is a value of `-z`; it reports whether it is one that matters.
func (a *Answers) keyword(arg *Arg, value string) bool {
	switch value {
	case "nodelete":
		if a.NoDelete == nil {
			a.NoDelete = arg
		}
	case "defs":
		a.Defs = arg
	case "undefs":
		a.Unresolved = append(a.Unresolved, arg)
	case "initfirst":
		a.InitFirst = arg
	default:
		return false
	}
	return true
}

// flag is an option without a value, or of MSVC's linker.
func (a *Answers) flag(arg *Arg, word string) {
	switch word {
	case "--no-undefined", "-no-undefined":
		a.Defs = arg
	case "--allow-shlib-undefined", "-allow-shlib-undefined", "--warn-unresolved-symbols", "-flat_namespace":
		a.Unresolved = append(a.Unresolved, arg)
	case "-nostartfiles", "-nostdlib":
		a.NoStartFiles = arg
	}
	if name, ok := strings.CutPrefix(word, "-fuse-ld="); ok {
		a.linker(name)
	}
	if !strings.HasPrefix(word, "/") && !strings.HasPrefix(word, "-") {
		return
	}
	switch name, value, _ := strings.Cut(strings.ToUpper(word[1:]), ":"); name {
	case "FORCE":
		if value == "" || value == "UNRESOLVED" {
			a.Unresolved = append(a.Unresolved, arg)
		}
	case "DEF":
		a.Scripts = append(a.Scripts, Script{Path: word[len("/DEF:"):], Kind: "def", Arg: arg})
	}
}

// linker notes a choice of the linker: `-fuse-ld=…` to the driver, or rustc's
// `linker`, `linker-flavor` and `linker-features`. A driver's name chooses none.
func (a *Answers) linker(name string) {
	switch base := name[strings.LastIndexByte(name, '/')+1:]; {
	case strings.HasSuffix(base, "mold"):
		a.Linker = "mold"
	case base != "-lld" && strings.Contains(base, "lld"):
		a.Linker = "lld"
	case base == "-lld", base == "bfd", base == "gold", base == "ld", strings.HasPrefix(base, "ld."), strings.HasPrefix(base, "gnu-"):
		a.Linker = "gnu-ld"
	}
}
