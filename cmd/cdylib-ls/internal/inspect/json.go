package inspect

import (
	"cmp"
	"strings"

	"github.com/cdylib-ls/cdylib-ls/report/show"
)

// The output of inspect, version 1. Fields are only ever added; lists are never
// null. Addresses are hexadecimal strings, as in the file; sizes are bytes.
type (
	// Inspection is the whole output.
	Inspection struct {
		Version   int           `json:"version"`
		Tool      show.Producer `json:"tool"`
		Libraries []*Inspected  `json:"libraries"`
	}
	// Inspected is one library.
	Inspected struct {
		Path      string          `json:"path"`
		Format    string          `json:"format"` // ELF, PE, Mach-O
		Form      string          `json:"form"`   // library, program
		Machine   string          `json:"machine"`
		Bits      int             `json:"bits"`
		Endian    string          `json:"endian"` // little, big
		Libc      string          `json:"libc"`   // glibc, musl, bionic or empty
		SoName    string          `json:"soname"`
		BuildID   string          `json:"build_id"`
		Rust      bool            `json:"rust"`
		Rustc     string          `json:"rustc"` // 1.95.0, empty: not known
		Linker    string          `json:"linker"`
		Comments  []string        `json:"comments"`
		Stripped  bool            `json:"stripped"`
		Debug     bool            `json:"debug_info"`
		Analysed  bool            `json:"code_read"` // false: a processor whose code is not read
		Load      []jsonSlot      `json:"load"`
		Unload    []jsonSlot      `json:"unload"` // in order, at exit where dlclose does not unmap
		Exports   []jsonExport    `json:"exports"`
		Reaches   []jsonReach     `json:"exports_reach"` // by any export
		Verdict   BuiltVerdict    `json:"verdict"`
		Workspace jsonWorkspace   `json:"workspace"`
		TLS       *jsonTLS        `json:"tls"`
		Floor     *jsonFloor      `json:"glibc_floor"`
		Versions  []jsonNeed      `json:"versions"`
		Needed    []string        `json:"needed"`
		RPath     []string        `json:"rpath"`
		RunPath   []string        `json:"runpath"`
		Flags     []string        `json:"flags"`
		Undefined []jsonUndefined `json:"undefined"`
		Link      jsonLink        `json:"link"`
		Unique    []string        `json:"unique_symbols"`
		Hardening jsonHardening   `json:"hardening"`
		Damage    []string        `json:"damage"`
		// Of PE and Mach-O files; left out where the format has no such thing.
		System      *jsonSystem `json:"system,omitempty"`
		OtherParts  []string    `json:"other_parts,omitempty"` // processors of the parts of a universal file that are not shown
		Delayed     []string    `json:"delayed,omitempty"`     // libraries that are loaded at their first use
		Forwarded   []string    `json:"forwarded,omitempty"`   // exports that another library defines: "name = library.name"
		DebugFile   string      `json:"debug_file,omitempty"`  // as the linker wrote its path
		Protections []string    `json:"protections,omitempty"` // what the loader is asked for
		Signature   string      `json:"signature,omitempty"`   // none, broken, ad hoc, signed by …
	}
	// jsonSystem is what a file was built for.
	jsonSystem struct {
		Name    string `json:"name"`    // windows, macos, ios
		Minimum string `json:"minimum"` // the oldest version that loads it, "" where the file does not say
		SDK     string `json:"sdk"`
	}
	// jsonWorkspace is the workspace that built the library, whose configuration and
	// host the verdict takes in.
	jsonWorkspace struct {
		Manifest string `json:"manifest"` // "" where none was found
		Package  string `json:"package"`
		Host     string `json:"host"`
		Alone    string `json:"alone"` // why the file alone decides; "" where it does not
	}
	jsonSlot struct {
		Slot      string        `json:"slot"` // .init_array[2]
		Address   string        `json:"address"`
		Name      string        `json:"name"`      // the address where there is none
		Toolchain string        `json:"toolchain"` // std, crt: in every library; empty: the library's own
		File      string        `json:"file"`
		Line      int           `json:"line"`    // 0: not known
		Threads   bool          `json:"threads"` // called when a thread starts or ends as well
		Reaches   []jsonReach   `json:"reaches"`
		Places    []jsonWitness `json:"may_panic_at"` // panic locations of the library's own sources
	}
	jsonExport struct {
		Name    string      `json:"name"`
		Through string      `json:"through"` // the exported object that hands the function out, "" where it is exported itself
		Version string      `json:"version"`
		Address string      `json:"address"`
		File    string      `json:"file"`
		Line    int         `json:"line"`
		Reaches []jsonReach `json:"reaches"`
	}
	jsonReach struct {
		Effect string     `json:"effect"`
		What   string     `json:"what"`
		Direct bool       `json:"direct"` // false: through a function pointer, which may not be called here
		Chain  []jsonCall `json:"chain"`
	}
	jsonCall struct {
		Function string   `json:"function"`
		Inlined  []string `json:"inlined"` // calls inside it that lead on, outermost first
		Address  string   `json:"address"` // of the instruction
		File     string   `json:"file"`
		Line     int      `json:"line"`
		Column   int      `json:"column"`
	}
	jsonWitness struct {
		File   string `json:"file"`
		Line   int    `json:"line"`
		Column int    `json:"column"`
	}
	// BuiltVerdict is what closing the library does, with what decides it.
	BuiltVerdict struct {
		Platform string        `json:"platform"`
		State    string        `json:"verdict"` // unloads, stays, never, crashes, undecided
		Certain  bool          `json:"certain"` // false: may crash
		Because  []builtReason `json:"because"`
	}
	builtReason struct {
		Kind string     `json:"kind"` // rule, flag, platform, unread, host, configuration, artifact
		ID   string     `json:"id"`
		Text string     `json:"text"`
		Root string     `json:"root"` // the slot or export that does it
		File string     `json:"file"` // of the sources; ""
		Line int        `json:"line"` // 0: not known
		Path *jsonReach `json:"path"`
	}
	jsonTLS struct {
		Size    uint64   `json:"size"`
		Init    uint64   `json:"initialised"`
		Align   uint64   `json:"align"`
		Static  bool     `json:"static"` // DF_STATIC_TLS
		Symbols []string `json:"symbols"`
	}
	jsonFloor struct {
		Version string   `json:"version"` // 2.34
		Symbols []string `json:"symbols"`
	}
	jsonNeed struct {
		Library string   `json:"library"`
		Version string   `json:"version"`
		Weak    bool     `json:"weak"`
		Symbols []string `json:"symbols"`
	}
	jsonUndefined struct {
		Name    string `json:"name"`
		Version string `json:"version"`
		Library string `json:"library"`
		Weak    bool   `json:"weak"`
	}
	jsonLink struct {
		Host       string           `json:"host"`
		Found      []string         `json:"found"`
		Missing    []string         `json:"missing"`
		FromHost   []string         `json:"from_host"`
		Unresolved []jsonUnresolved `json:"unresolved"`
	}
	jsonUnresolved struct {
		Name    string `json:"name"`
		Version string `json:"version"`
		Other   string `json:"other_version"`
		Host    string `json:"host"` // the known host whose interface it is of, by what the library exports; ""
	}
	jsonHardening struct {
		Relro           string `json:"relro"`
		BindNow         bool   `json:"bind_now"`
		ExecutableStack bool   `json:"executable_stack"`
		TextRelocations bool   `json:"text_relocations"`
		WritableCode    bool   `json:"writable_code"`
	}
)

func (u jsonUndefined) compare(other jsonUndefined) int {
	return cmp.Or(strings.Compare(u.Library, other.Library), strings.Compare(u.Name, other.Name))
}
