package lab

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"net/url"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// serverBuilt asks the language server for the verdicts on the built libraries, as an
// editor with the lifecycle view does.
func serverBuilt(t *testing.T) map[string]*answer {
	t.Helper()
	s := serve(t)
	var folders []map[string]string
	for _, group := range []string{plainGroup, fatGroup, debugGroup, sharedGroup} {
		dir, err := filepath.Abs(filepath.Join(workspaces, group))
		if err != nil {
			t.Fatal(err)
		}
		folders = append(folders, map[string]string{"uri": (&url.URL{Scheme: "file", Path: dir}).String(), "name": group})
	}
	s.ask("initialize", map[string]any{
		"processId": nil, "rootUri": folders[0]["uri"], "workspaceFolders": folders,
		"capabilities": map[string]any{"experimental": map[string]any{"cdylib-ls": map[string]bool{"lifecycle": true}}},
	})
	s.tell("initialized", struct{}{})
	for {
		var view struct {
			Reading   bool
			More      int
			Libraries []struct {
				Location  struct{ URI string }
				Platforms []struct {
					Platform, Verdict string
					Because           []struct{ ID string }
				}
			}
		}
		if err := json.Unmarshal(s.ask("cdylib-ls/lifecycle", nil), &view); err != nil {
			t.Fatal(err)
		}
		if view.Reading {
			s.await("cdylib-ls/lifecycleChanged")
			continue
		}
		if view.More > 0 {
			t.Fatalf("%d libraries are left out", view.More)
		}
		out := map[string]*answer{}
		for _, l := range view.Libraries {
			for _, p := range l.Platforms {
				if p.Platform != "linux-gnu" {
					continue
				}
				j := &answer{verdict: p.Verdict}
				for _, b := range p.Because {
					j.because = append(j.because, b.ID)
				}
				out[caseOf(strings.TrimPrefix(l.Location.URI, "file://"))] = j.sorted()
			}
		}
		return out
	}
}

// session is a running server, with a client that asks one thing at a time.
type session struct {
	t     *testing.T
	to    io.Writer
	from  *bufio.Reader
	last  int
	heard map[string]bool // notifications since the last question
}

func serve(t *testing.T) *session {
	t.Helper()
	cmd := exec.Command(checker(t), "serve", "--stdio")
	to, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	from, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	s := &session{t: t, to: to, from: bufio.NewReader(from)}
	t.Cleanup(func() {
		s.ask("shutdown", nil)
		s.tell("exit", nil)
		if err := cmd.Wait(); err != nil {
			t.Errorf("serve: %v", err)
		}
	})
	return s
}

func (s *session) write(m map[string]any) {
	s.t.Helper()
	m["jsonrpc"] = "2.0"
	b, err := json.Marshal(m)
	if err != nil {
		s.t.Fatal(err)
	}
	if _, err := fmt.Fprintf(s.to, "Content-Length: %d\r\n\r\n%s", len(b), b); err != nil {
		s.t.Fatal(err)
	}
}

func (s *session) tell(method string, params any) {
	s.t.Helper()
	s.write(map[string]any{"method": method, "params": params})
}

// ask returns the result of a request.
func (s *session) ask(method string, params any) json.RawMessage {
	s.t.Helper()
	s.last++
	id := strconv.Itoa(s.last)
	s.heard = map[string]bool{}
	s.write(map[string]any{"id": id, "method": method, "params": params})
	for {
		m := s.read()
		if m.Method != "" || string(m.ID) != strconv.Quote(id) {
			continue
		}
		if m.Error != nil {
			s.t.Fatalf("%s: %s", method, m.Error)
		}
		return m.Result
	}
}

// await returns once a notification has come since the last question was asked.
func (s *session) await(method string) {
	s.t.Helper()
	for !s.heard[method] {
		s.read()
	}
}

type message struct {
	ID            json.RawMessage
	Method        string
	Result, Error json.RawMessage
}

// read takes one message, and answers null to what the server asks.
func (s *session) read() message {
	s.t.Helper()
	size := 0
	for {
		line, err := s.from.ReadString('\n')
		if err != nil {
			s.t.Fatal(err)
		}
		if line = strings.TrimSpace(line); line == "" {
			break
		}
		if n, ok := strings.CutPrefix(line, "Content-Length: "); ok {
			if size, err = strconv.Atoi(n); err != nil {
				s.t.Fatal(err)
			}
		}
	}
	b := make([]byte, size)
	if _, err := io.ReadFull(s.from, b); err != nil {
		s.t.Fatal(err)
	}
	var m message
	if err := json.Unmarshal(b, &m); err != nil {
		s.t.Fatal(err)
	}
	if m.Method != "" {
		s.heard[m.Method] = true
		if len(m.ID) > 0 {
			s.write(map[string]any{"id": m.ID, "result": nil})
		}
	}
	return m
}
