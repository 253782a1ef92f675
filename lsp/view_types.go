package lsp

// The answer to cdylib-ls/lifecycle. docs/schemas/lifecycle.schema.json describes it, and
// clients must accept keys and words that they do not know. All texts are plain text
// without line ends or control characters. A severity is "error", "warning",
// "information" or "hint", null where nothing is reported; a level is one of the
// evidence levels, null likewise.

// Lifecycle is what the libraries of the workspace do while a process loads, uses, closes
// and outlives them.
type Lifecycle struct {
	Version   int                `json:"version"` // 1
	Libraries []LifecycleLibrary `json:"libraries"`
	// More counts libraries that were left out.
	More int `json:"more"`
	// Reading: built libraries have not been read yet, and may change what is said.
	Reading bool `json:"reading"`
}

// LifecycleLibrary is one library. They come worst first.
type LifecycleLibrary struct {
	// ID is the same in every answer for the same library.
	ID       string             `json:"id"`
	Name     string             `json:"name"`
	Host     *string            `json:"host"` // id of the host's profile
	Severity *string            `json:"severity"`
	Location *LifecycleLocation `json:"location"` // of the crate type
	Built    LifecycleBuilt     `json:"built"`
	// Platforms are the verdicts, the same as those of check and of hovers.
	Platforms []LifecyclePlatform `json:"platforms"`
	// Sections are those of all moments that the view always shows, and of others where
	// they have entries.
	Sections []LifecycleSection `json:"sections"`
}

// LifecycleBuilt is the built library that is compared with the sources.
type LifecycleBuilt struct {
	URI *string `json:"uri"` // null where there is none
	// State is "fresh", "stale", "unread", "unoptimised" or "none"; a fresh one decides.
	State string `json:"state"`
	Text  string `json:"text"` // why it does not decide, and what would; may be empty
}

// LifecyclePlatform is what becomes of the library when it is closed on one platform.
type LifecyclePlatform struct {
	Platform string            `json:"platform"`
	Verdict  string            `json:"verdict"` // as in check's JSON
	Certain  bool              `json:"certain"`
	Words    string            `json:"words"` // "may crash" for crashes that are not certain
	Because  []LifecycleReason `json:"because"`
	More     int               `json:"more"`
}

// LifecycleReason is one thing that decides a verdict.
type LifecycleReason struct {
	Kind     string             `json:"kind"` // as in check's JSON
	ID       string             `json:"id"`
	Text     string             `json:"text"`
	Location *LifecycleLocation `json:"location"`
}

// LifecycleSection is one moment of a library's life.
type LifecycleSection struct {
	// Section is "load", "threads", "unload", "exit", "left-behind" or "needs", and "call"
	// or "unread" where there is something.
	Section  string           `json:"section"`
	Title    string           `json:"title"`
	Severity *string          `json:"severity"`
	Note     string           `json:"note"` // what could not be said here; may be empty
	Entries  []LifecycleEntry `json:"entries"`
	More     int              `json:"more"`
}

// LifecycleEntry is a root, a thread, something left behind or something needed; they
// come worst first.
type LifecycleEntry struct {
	LifecycleEffect
	// Whole is the code that the entry stands for, where it is more than the name at its
	// location: a cursor within it is within the entry.
	Whole   *LifecycleLocation `json:"whole"`
	Effects []LifecycleEffect  `json:"effects"`
	More    int                `json:"more"`
}

// LifecycleEffect is one thing that a root reaches, or one finding; they come worst first.
type LifecycleEffect struct {
	Text   string `json:"text"`
	Detail string `json:"detail"` // what is reported, or what is known; may be empty
	// Through names the functions on the way from the root; may be empty.
	Through string `json:"through"`
	// Certain is false where a call on the way was chosen by its name or by its trait.
	Certain  bool               `json:"certain"`
	Severity *string            `json:"severity"`
	Level    *string            `json:"level"`
	Rule     *string            `json:"rule"`
	Location *LifecycleLocation `json:"location"`
}

// LifecycleLocation is a location of LSP, in the negotiated encoding.
type LifecycleLocation struct {
	URI   string         `json:"uri"`
	Range LifecycleRange `json:"range"`
}

// LifecycleRange is a range of LSP.
type LifecycleRange struct {
	Start LifecyclePosition `json:"start"`
	End   LifecyclePosition `json:"end"`
}

// LifecyclePosition is a position of LSP.
type LifecyclePosition struct {
	Line      int `json:"line"`
	Character int `json:"character"`
}
