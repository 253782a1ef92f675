package lsp

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"sync"

	"go.lsp.dev/jsonrpc2"
)

// Limits of a frame. They are checked before anything is allocated.
const (
	maxBody   = 64 << 20
	maxHeader = 4 << 10 // of all header lines together, in bytes
	maxDepth  = 1000    // of arrays and objects in each other; a message of LSP has about 20
)

// stream is a jsonrpc2.Stream for what comes from a stranger. The stock one
// allocates what a header claims, wants one spelling of the header's name, and
// ends the connection at the first malformed message.
type stream struct {
	in    *bufio.Reader
	trace *tracer
	log   func(string)
	out   *outgoing

	closed chan struct{}
	once   sync.Once
}

func newStream(in io.Reader, out io.Writer, trace *tracer, log func(string)) *stream {
	return &stream{in: bufio.NewReaderSize(in, 64<<10), out: newOutgoing(out), trace: trace, log: log, closed: make(chan struct{})}
}

// Read returns the next message that can be read. It answers those that cannot
// and goes on, so that it fails only where the end of a frame is not known.
func (s *stream) Read(ctx context.Context) (jsonrpc2.Message, int64, error) {
	for {
		select {
		case <-s.closed:
			return nil, 0, io.EOF
		case <-ctx.Done():
			return nil, 0, ctx.Err()
		default:
		}
		if err := s.out.room(ctx); ctx.Err() != nil || errors.Is(err, errEnded) {
			return nil, 0, err
		}
		body, err := readFrame(s.in)
		if errors.Is(err, errTooLarge) {
			s.refuse(jsonrpc2.InvalidRequest, err.Error())
			continue
		}
		if err != nil {
			return nil, 0, err
		}
		if tooDeep(body) {
			s.refuse(jsonrpc2.InvalidRequest, "message nested deeper than "+strconv.Itoa(maxDepth)+" levels")
			continue
		}
		s.trace.message(fromClient, body)
		msg, err := jsonrpc2.DecodeMessage(body)
		if err == nil {
			return msg, int64(len(body)), nil
		}
		switch {
		case bytes.Contains(body, []byte(`"error"`)) && errors.Is(err, jsonrpc2.ErrInvalidRequest):
			s.log("the client could not read a message: " + string(body)) // an error without id: no answer to an answer
		case errors.Is(err, jsonrpc2.ErrInvalidRequest):
			s.refuse(jsonrpc2.InvalidRequest, err.Error())
		default:
			s.refuse(jsonrpc2.ParseError, err.Error())
		}
	}
}

// refuse answers a message whose id is not known.
func (s *stream) refuse(code jsonrpc2.Code, why string) {
	s.log("refused a message: " + why)
	body := fmt.Appendf(nil, `{"jsonrpc":"2.0","id":null,"error":{"code":%d,"message":%s}}`, code, jsonString(why))
	if err := s.send(context.Background(), body); err != nil {
		s.log("cannot write: " + err.Error())
	}
}

// Write sends one message.
func (s *stream) Write(ctx context.Context, msg jsonrpc2.Message) (int64, error) {
	body, err := marshal(msg)
	if err != nil {
		return 0, err
	}
	return int64(len(body)), s.send(ctx, body)
}

// send queues one frame.
func (s *stream) send(ctx context.Context, body []byte) error {
	s.trace.message(fromServer, body)
	frame := make([]byte, 0, len(body)+32)
	frame = fmt.Appendf(frame, "Content-Length: %d\r\n\r\n", len(body))
	frame = append(frame, body...)
	return s.out.send(ctx, frame)
}

// Close makes Read end. It cannot interrupt one that waits for input: the
// process ends then.
func (s *stream) Close() error {
	s.once.Do(func() { close(s.closed) })
	s.out.close()
	return nil
}

// errTooLarge is a frame that was skipped for its size.
var errTooLarge = errors.New("message larger than 64 MiB")

// readFrame reads one header and the body it announces. After errTooLarge the
// reader stands at the next frame; after any other error nobody knows where.
func readFrame(in *bufio.Reader) ([]byte, error) {
	length, left := int64(-1), maxHeader
	for {
		line, err := readLine(in, &left)
		if err != nil {
			return nil, err
		}
		if line == "" {
			break
		}
		name, value, ok := strings.Cut(line, ":")
		if !ok {
			return nil, fmt.Errorf("invalid header line %q", line)
		}
		if !strings.EqualFold(strings.TrimSpace(name), jsonrpc2.HdrContentLength) {
			continue
		}
		length, err = strconv.ParseInt(strings.TrimSpace(value), 10, 64)
		if err != nil || length < 0 {
			return nil, fmt.Errorf("invalid Content-Length %q", value)
		}
	}
	switch {
	case length < 0:
		return nil, errors.New("header without Content-Length")
	case length > maxBody:
		if _, err := io.CopyN(io.Discard, in, length); err != nil {
			return nil, err
		}
		return nil, errTooLarge
	}
	body := make([]byte, length)
	_, err := io.ReadFull(in, body)
	return body, err
}

// readLine reads a header line without its end and takes its size from left.
func readLine(in *bufio.Reader, left *int) (string, error) {
	var line []byte
	for {
		part, err := in.ReadSlice('\n')
		if *left -= len(part); *left < 0 {
			return "", fmt.Errorf("header larger than %d bytes", maxHeader)
		}
		line = append(line, part...)
		if err == nil {
			return strings.TrimRight(string(line), "\r\n"), nil
		}
		if !errors.Is(err, bufio.ErrBufferFull) {
			if errors.Is(err, io.EOF) && len(line) > 0 {
				err = io.ErrUnexpectedEOF
			}
			return "", err
		}
	}
}

// tooDeep reports that JSON nests deeper than any message does, without reading it as
// JSON: those who do call themselves for each level.
func tooDeep(body []byte) bool {
	depth, quoted := 0, false
	for i := 0; i < len(body); i++ {
		switch c := body[i]; {
		case quoted && c == '\\':
			i++
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '[' || c == '{':
			if depth++; depth > maxDepth {
				return true
			}
		case c == ']' || c == '}':
			depth--
		}
	}
	return false
}
