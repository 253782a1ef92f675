package linkargs

import (
	"errors"
	"fmt"
	"io/fs"
	"regexp"

	"github.com/BurntSushi/toml"
	"github.com/cdylib-ls/cdylib-ls/analysis/data"
)

// Helper is a function that a build script calls to pass link arguments.
type Helper struct {
	// Call is the function's path, Package the crate it is from.
	Call    string `toml:"call"`
	Package string `toml:"package"`
	// Since is the first version that adds the arguments.
	Since string   `toml:"since"`
	Args  []string `toml:"args"`
	// When is the condition under which it adds them, in words or as a cfg.
	When   string `toml:"when"`
	Source string `toml:"source"`
}

const helperFile = "linkargs.toml"

var helpers = data.Once(readHelpers)

var (
	callForm    = regexp.MustCompile(`^[a-z_]\w*(::[A-Za-z_]\w*)+$`)
	versionForm = regexp.MustCompile(`^\d+\.\d+\.\d+$`)
)

func readHelpers(files fs.FS) ([]*Helper, error) {
	text, err := fs.ReadFile(files, helperFile)
	if err != nil {
		return nil, err
	}
	var raw struct {
		Helper []*Helper `toml:"helper"`
	}
	meta, err := toml.Decode(string(text), &raw)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", helperFile, err)
	}
	var faults []error
	for _, key := range meta.Undecoded() {
		faults = append(faults, fmt.Errorf("%s: unknown key %q", helperFile, key))
	}
	for _, h := range raw.Helper {
		if !callForm.MatchString(h.Call) || h.Package == "" || h.Source == "" || !versionForm.MatchString(h.Since) {
			faults = append(faults, fmt.Errorf("%s: helper %q: call, package, since or source is missing or wrong", helperFile, h.Call))
		}
	}
	return raw.Helper, errors.Join(faults...)
}

// CheckData reports what is wrong with the data on helpers.
func CheckData() error {
	_, err := helpers()
	return err
}
