package published

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"net/textproto"
	"net/url"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// serverFindings asks the language server for all diagnostics of a folder, as
// `rule path:line:column`, sorted. Columns count characters.
func serverFindings(t *testing.T, tool, dir string) []string {
	t.Helper()
	cmd := exec.Command(tool, "serve")
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	send := func(message string) {
		if _, err := fmt.Fprintf(in, "Content-Length: %d\r\n\r\n%s", len(message), message); err != nil {
			t.Fatal(err)
		}
	}
	root := (&url.URL{Scheme: "file", Path: dir}).String()
	send(fmt.Sprintf(`{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"rootUri":%q,"initializationOptions":{"target":%q},`+
		`"capabilities":{"general":{"positionEncodings":["utf-32"]},"textDocument":{"diagnostic":{}}}}}`, root, target))
	send(`{"jsonrpc":"2.0","method":"initialized","params":{}}`)
	send(`{"jsonrpc":"2.0","id":2,"method":"workspace/diagnostic","params":{"previousResultIds":[]}}`)
	var report struct {
		Items []struct {
			URI   string
			Items []struct {
				Code  string
				Range struct{ Start struct{ Line, Character int } }
			}
		}
	}
	if err := json.Unmarshal(answer(t, bufio.NewReader(out), "2"), &report); err != nil {
		t.Fatal(err)
	}
	send(`{"jsonrpc":"2.0","id":3,"method":"shutdown"}`)
	send(`{"jsonrpc":"2.0","method":"exit"}`)
	if err := cmd.Wait(); err != nil {
		t.Fatal(err)
	}
	var found []string
	for _, file := range report.Items {
		u, err := url.Parse(file.URI)
		if err != nil {
			t.Fatal(err)
		}
		rel, err := filepath.Rel(dir, u.Path)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range file.Items {
			found = append(found, fmt.Sprintf("%s %s:%d:%d", d.Code, filepath.ToSlash(rel), d.Range.Start.Line+1, d.Range.Start.Character+1))
		}
	}
	slices.Sort(found)
	return found
}

// answer reads messages until the result of a request.
func answer(t *testing.T, out *bufio.Reader, id string) json.RawMessage {
	t.Helper()
	for {
		head, err := textproto.NewReader(out).ReadMIMEHeader()
		if err != nil {
			t.Fatal(err)
		}
		length, err := strconv.Atoi(head.Get("Content-Length"))
		if err != nil {
			t.Fatal(err)
		}
		body := make([]byte, length)
		if _, err := io.ReadFull(out, body); err != nil {
			t.Fatal(err)
		}
		var m struct {
			ID            json.RawMessage
			Method        string
			Result, Error json.RawMessage
		}
		if err := json.Unmarshal(body, &m); err != nil {
			t.Fatal(err)
		}
		if m.Method == "" && string(m.ID) == id {
			if len(m.Error) > 0 {
				t.Fatalf("request %s: %s", id, m.Error)
			}
			return m.Result
		}
	}
}

// agree holds the server's findings against those of check.
func agree(t *testing.T, tool, dir string, r *report) {
	t.Helper()
	var want []string
	for _, f := range r.Findings {
		for _, p := range f.Places {
			want = append(want, fmt.Sprintf("%s %s:%d:%d", f.Rule, p.File, p.Start.Line, p.Start.Column))
		}
	}
	slices.Sort(want)
	if got := serverFindings(t, tool, dir); !slices.Equal(got, want) {
		t.Errorf("the server finds\n%s\ncheck finds\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}
