package report

import (
	"encoding/xml"
	"fmt"
	"io"
	"strconv"

	cdylibls "github.com/cdylib-ls/cdylib-ls"
	"github.com/cdylib-ls/cdylib-ls/report/show"
	"github.com/cdylib-ls/cdylib-ls/rules"
)

// The elements of a JUnit report that are written here. It holds no times: they
// would differ from run to run.
type (
	junitSuites struct {
		XMLName  xml.Name      `xml:"testsuites"`
		Name     string        `xml:"name,attr"`
		Tests    string        `xml:"tests,attr"`
		Failures string        `xml:"failures,attr"`
		Suites   []*junitSuite `xml:"testsuite"`
	}
	junitSuite struct {
		Name     string      `xml:"name,attr"`
		Tests    string      `xml:"tests,attr"`
		Failures string      `xml:"failures,attr"`
		Cases    []junitCase `xml:"testcase"`
		failed   int
	}
	junitCase struct {
		Name      string        `xml:"name,attr"`
		ClassName string        `xml:"classname,attr"`
		Failure   *junitFailure `xml:"failure,omitempty"`
		Output    string        `xml:"system-out,omitempty"`
	}
	junitFailure struct {
		Type    string `xml:"type,attr"`
		Message string `xml:"message,attr"`
		Text    string `xml:",chardata"`
	}
)

// noCrate names the suite of findings that belong to no crate.
const noCrate = "(no crate)"

// junitHandler prints a suite for each crate with a case for each finding: failed
// where the finding fails the check, else passed with its text as output. A crate
// without a finding has one passed case, as some readers refuse empty reports.
type junitHandler struct {
	silent
	w      io.Writer
	o      *Options
	suites []*junitSuite
}

func newJUnit(w io.Writer, o *Options) Handler { return &junitHandler{w: w, o: o} }

// suite is the one of a crate, made where there is none yet.
func (j *junitHandler) suite(name string) *junitSuite {
	for _, s := range j.suites {
		if s.Name == name {
			return s
		}
	}
	s := &junitSuite{Name: name}
	j.suites = append(j.suites, s)
	return s
}

// Crate implements Handler.
func (j *junitHandler) Crate(c *CheckedCrate) error {
	j.suite(c.Package.Name)
	return nil
}

// Finding implements Handler.
func (j *junitHandler) Finding(f *rules.Finding) error {
	name := noCrate
	if f.Package != nil {
		name = f.Package.Name
	}
	j.suite(name).add(j.o, f)
	return nil
}

// End implements Handler.
func (j *junitHandler) End(*cdylibls.Report) error {
	all := junitSuites{Name: "cdylib-ls", Suites: j.suites}
	tests, failed := 0, 0
	for _, s := range j.suites {
		if len(s.Cases) == 0 {
			s.Cases = []junitCase{{Name: "no findings", ClassName: s.Name}}
		}
		s.Tests, s.Failures = strconv.Itoa(len(s.Cases)), strconv.Itoa(s.failed)
		tests, failed = tests+len(s.Cases), failed+s.failed
	}
	all.Tests, all.Failures = strconv.Itoa(tests), strconv.Itoa(failed)
	if _, err := io.WriteString(j.w, xml.Header); err != nil {
		return err
	}
	enc := xml.NewEncoder(show.Visible(j.w))
	enc.Indent("", "  ")
	if err := enc.Encode(all); err != nil {
		return err
	}
	_, err := io.WriteString(j.w, "\n")
	return err
}

// add files a finding as a case.
func (s *junitSuite) add(o *Options, f *rules.Finding) {
	at := o.Sources.File(f.Place.File).At(f.Place.Span.Start)
	where := fmt.Sprintf("%s:%d:%d", show.Relative(o.Base, f.Place.File), at.Line, at.Column)
	c := junitCase{Name: f.Rule + " " + where, ClassName: s.Name}
	text := where + ": " + f.Severity.String() + ": " + show.Clean(f.Message) + more(f)
	if o.Fails(f) {
		s.failed++
		c.Failure = &junitFailure{Type: f.Rule, Message: show.Clean(f.Message) + more(f), Text: text}
	} else {
		c.Output = text
	}
	s.Cases = append(s.Cases, c)
}
