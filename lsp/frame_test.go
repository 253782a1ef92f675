package lsp

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"go.lsp.dev/jsonrpc2"
)

func TestReadFrame(t *testing.T) {
	tests := []struct {
		name, input, body string
		fails             string // part of the error; "" for none
	}{
		{"plain", "Content-Length: 2\r\n\r\n{}", "{}", ""},
		{"other case", "content-LENGTH:2\r\n\r\n{}", "{}", ""},
		{"bare line ends", "Content-Length: 2\n\n{}", "{}", ""},
		{"other headers", "Content-Type: application/vscode-jsonrpc; charset=utf-8\r\nContent-Length: 2\r\nX: y\r\n\r\n{}", "{}", ""},
		{"empty body", "Content-Length: 0\r\n\r\n", "", ""},
		{"no length", "X: y\r\n\r\n{}", "", "without Content-Length"},
		{"no colon", "hello\r\n\r\n", "", "invalid header line"},
		{"negative", "Content-Length: -1\r\n\r\n", "", "invalid Content-Length"},
		{"no number", "Content-Length: 0x10\r\n\r\n", "", "invalid Content-Length"},
		{"overflow", "Content-Length: 99999999999999999999\r\n\r\n", "", "invalid Content-Length"},
		{"endless header", strings.Repeat("x", maxHeader+1), "", "header larger than"},
		{"endless headers", strings.Repeat("a: b\r\n", maxHeader), "", "header larger than"},
		{"body ends early", "Content-Length: 5\r\n\r\n{}", "", "unexpected EOF"},
		{"header ends early", "Content-Len", "", "unexpected EOF"},
		{"a length that lies", "Content-Length: 9223372036854775807\r\n\r\n{}", "", "EOF"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			body, err := readFrame(bufio.NewReader(strings.NewReader(tt.input)))
			if tt.fails == "" && (err != nil || string(body) != tt.body) || tt.fails != "" && (err == nil || !strings.Contains(err.Error(), tt.fails)) {
				t.Errorf("%q, %v", body, err)
			}
		})
	}
}

// TestTooLarge checks that a frame beyond the limit is skipped and the next read.
func TestTooLarge(t *testing.T) {
	zeros := io.LimitReader(zeroReader{}, maxBody+1)
	in := bufio.NewReader(io.MultiReader(strings.NewReader("Content-Length: 67108865\r\n\r\n"), zeros, strings.NewReader("Content-Length: 2\r\n\r\n{}")))
	if _, err := readFrame(in); !errors.Is(err, errTooLarge) {
		t.Fatal(err)
	}
	if body, err := readFrame(in); err != nil || string(body) != "{}" {
		t.Errorf("%q, %v", body, err)
	}
}

type zeroReader struct{}

func (zeroReader) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}

// TestStreamSurvives checks that malformed messages are answered and the next
// message is read.
func TestStreamSurvives(t *testing.T) {
	tests := []struct{ name, body, answer string }{
		{"no JSON", `{"jsonrpc":`, `"code":-32700`},
		{"other version", `{"jsonrpc":"1.0","id":1,"method":"x"}`, `"code":-32700`},
		{"id is an object", `{"jsonrpc":"2.0","id":{},"method":"x"}`, `"code":-32700`},
		{"neither request nor answer", `{"jsonrpc":"2.0"}`, `"code":-32600`},
		{"an error without id", `{"jsonrpc":"2.0","id":null,"error":{"code":-32700,"message":"?"}}`, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var in, out bytes.Buffer
			for _, body := range []string{tt.body, `{"jsonrpc":"2.0","method":"next"}`} {
				in.WriteString("Content-Length: " + itoa(len(body)) + "\r\n\r\n" + body)
			}
			s := newStream(&in, &out, nil, func(string) {})
			msg, _, err := s.Read(context.Background())
			if err != nil {
				t.Fatal(err)
			}
			if n, ok := msg.(*jsonrpc2.Notification); !ok || n.Method() != "next" {
				t.Errorf("read %v", msg)
			}
			s.out.flush(deadline())
			if got := out.String(); (got != "") != (tt.answer != "") || !strings.Contains(got, tt.answer) || got != "" && !strings.Contains(got, `"id":null`) {
				t.Errorf("answered %q", got)
			}
		})
	}
}

func FuzzReadFrame(f *testing.F) {
	for _, seed := range []string{"Content-Length: 2\r\n\r\n{}", "content-length:3\n\n[1]Content-Length: 1\r\n\r\n", "Content-Length: 67108865\r\n\r\n", "\r\n", "a:b\r\n\r\n"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		in := bufio.NewReader(bytes.NewReader(data))
		read := 0
		for {
			body, err := readFrame(in)
			if errors.Is(err, errTooLarge) {
				continue
			}
			if err != nil {
				return
			}
			if read += len(body); read > len(data) {
				t.Fatalf("%d bytes out of %d", read, len(data))
			}
		}
	})
}

// TestDeep sends JSON of five million levels, whole and torn, as the message and inside
// of one: each is refused, and the next message is answered.
func TestDeep(t *testing.T) {
	const levels = 5_000_000
	open, closed := strings.Repeat("[", levels), strings.Repeat("]", levels)
	for _, body := range []string{
		open, open + closed, strings.Repeat(`{"a":`, levels), `{"jsonrpc":"2.0","id":1,"method":"initialize","params":` + open + closed + `}`,
	} {
		if !tooDeep([]byte(body)) {
			t.Errorf("%.40s…: not refused", body)
		}
	}
	for _, body := range []string{"{}", `"` + open + `"`, `"\"` + open + `"`, strings.Repeat("[]", levels), strings.Repeat("[", maxDepth)} {
		if tooDeep([]byte(body)) {
			t.Errorf("%.40s…: refused", body)
		}
	}
	frame := func(body string) string { return fmt.Sprintf("Content-Length: %d\r\n\r\n%s", len(body), body) }
	var out bytes.Buffer
	s := newStream(strings.NewReader(frame(open)+frame(`{"jsonrpc":"2.0","id":1,"method":"shutdown"}`)), &out, newTracer(nil), func(string) {})
	msg, _, err := s.Read(t.Context())
	s.out.flush(deadline())
	if err != nil || msg == nil || !strings.Contains(out.String(), "nested deeper than 1000 levels") {
		t.Errorf("after it: %v, %v; sent %q", msg, err, out.String())
	}
}
