package check

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"

	cdylibls "github.com/cdylib-ls/cdylib-ls"
	"github.com/cdylib-ls/cdylib-ls/cmd/cdylib-ls/internal/console"
	"github.com/cdylib-ls/cdylib-ls/report"
)

// output is one place that the report goes to.
type output struct {
	format string
	file   string // "" for standard output
	isMain bool   // the one of --output; the others are --format FORMAT=FILE

	handler report.Handler
	written bytes.Buffer
	begun   bool
	// head is what was passed on before the report, progress left out.
	head []byte
}

// outputs reads --format and refuses what it cannot mean. Without a format that has no
// file, nothing goes to standard output.
func (f *Options) outputs() ([]*output, error) {
	var main *output
	var also []*output
	files := map[string]bool{f.Output: true}
	for _, given := range f.Formats {
		name, file, ok := strings.Cut(given, "=")
		if err := console.OneOf("format", name, report.Formats()...); err != nil {
			return nil, err
		}
		switch {
		case ok && file == "":
			return nil, fmt.Errorf("--format %s names no file; give one behind the =, or leave the = out", given)
		case ok && files[file]:
			return nil, fmt.Errorf("two outputs go to %s; give each a file of its own", file)
		case ok:
			files[file] = true
			also = append(also, &output{format: name, file: file})
		case main != nil:
			return nil, fmt.Errorf("--format %s and --format %s both go to the same place; give one a file: %s=FILE", main.format, name, name)
		default:
			main = &output{format: name, file: f.Output, isMain: true}
		}
	}
	switch {
	case main != nil:
		return append(also, main), nil
	case f.Output != "":
		return nil, errors.New("--output is for the --format that has no file; give one, or leave --output out")
	}
	return also, nil
}

// open makes the handler, which is told of a check after the other until one is the last.
func (o *output) open(shown report.Options, f *Options, c *console.Console) (err error) {
	shown.Color = f.Color == "always" || o.isMain && c.Colored(f.Color, f.Output)
	o.handler, err = report.New(o.format, &o.written, &shown)
	return err
}

func (o *output) begin() error {
	if o.begun {
		return nil
	}
	o.begun = true
	return o.handler.Begin()
}

// progress passes on to standard output, before the report, what the format writes of it.
func (o *output) progress(to io.Writer, workspace string, done, total int) {
	if o.file != "" {
		return
	}
	_ = o.begin()
	o.head = append(o.head, o.pass(to)...)
	_ = o.handler.Progress(workspace, done, total)
	o.pass(to)
}

// pass writes what there is. That it cannot be written shows at the end.
func (o *output) pass(to io.Writer) []byte {
	text := bytes.Clone(o.written.Bytes())
	o.written.Reset()
	_, _ = to.Write(text)
	return text
}

// report writes the whole.
func (o *output) report(r *cdylibls.Report) error {
	if err := o.begin(); err != nil {
		return err
	}
	return report.Play(o.handler, r)
}

// whole is all that was written, progress left out: what is kept.
func (o *output) whole() []byte { return append(bytes.Clone(o.head), o.written.Bytes()...) }
