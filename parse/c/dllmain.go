package c

import (
	"bytes"
	"regexp"
	"slices"
	"strings"
)

// DllMain is the function that the loader of Windows calls, for several reasons.
const DllMain = "DllMain"

// Reserved is what a call knows of DllMain's last argument, which is null for FreeLibrary
// and not at the end of the process.
type Reserved uint8

// The values.
const (
	AnyReserved Reserved = iota
	Null
	NonNull
)

// When says for which calls of a DllMain something runs.
type When struct {
	// Reasons are the names of the reasons (`DLL_PROCESS_ATTACH`), nil for any.
	Reasons []string
	// Not are reasons for which it does not run.
	Not      []string
	Reserved Reserved
}

// Runs reports whether it runs for a reason.
func (w When) Runs(reason string, reserved Reserved) bool {
	if w.Reasons != nil && !slices.Contains(w.Reasons, reason) || slices.Contains(w.Not, reason) {
		return false
	}
	return w.Reserved == AnyReserved || reserved == AnyReserved || w.Reserved == reserved
}

// and adds what a condition says, which has the two parameters compared with constants.
func (w When) and(o When) When {
	out := When{Reasons: w.Reasons, Not: slices.Concat(w.Not, o.Not), Reserved: w.Reserved}
	if o.Reasons != nil {
		out.Reasons = o.Reasons
	}
	if o.Reserved != AnyReserved {
		out.Reserved = o.Reserved
	}
	return out
}

var parameter = regexp.MustCompile(`(\w+)\s*(?:\[\s*\])?$`)

// within tells each call of a DllMain when it runs. The body begins at the brace at open
// and ends with the code.
func within(f *Func, head string, code []byte, open int) {
	_, span, _ := declared(head)
	params := arguments(head[span.End+strings.Index(head[span.End:], "(")+1:])
	if len(params) != 3 {
		return
	}
	r := &arms{code: code, reason: parameter.FindString(params[1]), reserved: parameter.FindString(params[2])}
	r.block(open+1, When{})
	for i := range f.Calls {
		for _, a := range r.found {
			if a.start <= f.Calls[i].Span.Start && f.Calls[i].Span.Start < a.end {
				f.Calls[i].When = a.when
			}
		}
	}
}

// arm is a part of a body that runs on a condition.
type arm struct {
	start, end int
	when       When
}

// arms walks the statements of a body.
type arms struct {
	code             []byte
	reason, reserved string // names of the parameters
	found            []arm  // outer ones first
	depth            int
}

var (
	keyword = regexp.MustCompile(`^\s*(if|else|switch|for|while|do|case|default|break|return)\b`)
	label   = regexp.MustCompile(`^\s*(?:case\s+([\w:]+)|default)\s*:`)
)

// block reads statements until the brace that closes it; it gives the offset behind.
func (r *arms) block(i int, w When) int {
	for i < len(r.code) {
		for i < len(r.code) && strings.IndexByte(" \t\r\n;", r.code[i]) >= 0 {
			i++
		}
		if i >= len(r.code) || r.code[i] == '}' {
			return i + 1
		}
		i = max(i+1, r.statement(i, w))
	}
	return i
}

// statement reads one; it gives the offset behind.
func (r *arms) statement(i int, w When) int {
	if r.depth++; r.depth > maxNesting {
		r.depth--
		return len(r.code)
	}
	defer func() { r.depth-- }()
	for i < len(r.code) && strings.IndexByte(" \t\r\n", r.code[i]) >= 0 {
		i++
	}
	if i >= len(r.code) {
		return i
	}
	start := i
	if r.code[i] == '{' {
		r.found = append(r.found, arm{start, 0, w})
		at := len(r.found) - 1
		end := r.block(i+1, w)
		r.found[at].end = end
		return end
	}
	word := ""
	if m := keyword.FindSubmatch(r.code[i:]); m != nil {
		word = string(m[1])
	}
	switch word {
	case "if", "while", "for", "switch":
		open := i + bytes.IndexByte(r.code[i:], '(')
		if open < i {
			return len(r.code)
		}
		end := closingParen(r.code, open)
		asked := string(r.code[open+1 : max(open+1, min(end, len(r.code)))])
		switch word {
		case "if":
			return r.choice(end+1, asked, w)
		case "switch":
			if strings.TrimSpace(asked) == r.reason {
				return r.switchOver(end+1, w)
			}
		}
		return r.statement(end+1, w)
	}
	for ; i < len(r.code) && r.code[i] != ';'; i++ {
		switch r.code[i] {
		case '(':
			i = closingParen(r.code, i)
		case '{':
			i = closing(r.code, i)
		case '}':
			r.found = append(r.found, arm{start, i, w})
			return i
		}
	}
	r.found = append(r.found, arm{start, i, w})
	return i + 1
}

// choice reads the branches of an `if`.
func (r *arms) choice(i int, asked string, w When) int {
	yes, no := r.asked(asked)
	end := r.statement(i, w.and(yes))
	rest := strings.TrimLeft(string(r.code[min(end, len(r.code)):]), " \t\r\n")
	if m := keyword.FindStringSubmatch(rest); m == nil || m[1] != "else" {
		return end
	}
	return r.statement(len(r.code)-len(rest)+len("else"), w.and(no))
}

var compared = regexp.MustCompile(`^\(*\s*(\w+)\s*(==|!=)\s*(\w+)\s*\)*$`)

// asked reads a condition: what it says where it holds, and where it does not.
func (r *arms) asked(text string) (yes, no When) {
	parts := strings.Split(text, "&&")
	for _, part := range parts {
		part = strings.TrimSpace(part)
		var y, n When
		either := strings.Split(part, "||")
		for _, p := range either {
			p = strings.Trim(strings.TrimSpace(p), "()")
			switch m := compared.FindStringSubmatch(strings.TrimSpace(p)); {
			case strings.TrimSpace(p) == r.reserved:
				y.Reserved, n.Reserved = NonNull, Null
			case strings.TrimSpace(p) == "!"+r.reserved:
				y.Reserved, n.Reserved = Null, NonNull
			case m != nil && (m[1] == r.reserved || m[3] == r.reserved):
				y.Reserved, n.Reserved = Null, NonNull
				if m[2] == "!=" {
					y.Reserved, n.Reserved = NonNull, Null
				}
			case m != nil && m[1] == r.reason && m[2] == "==":
				y.Reasons, n.Not = append(y.Reasons, m[3]), append(n.Not, m[3])
			case m != nil && m[3] == r.reason && m[2] == "==":
				y.Reasons, n.Not = append(y.Reasons, m[1]), append(n.Not, m[1])
			case m != nil && m[1] == r.reason:
				y.Not, n.Reasons = append(y.Not, m[3]), append(n.Reasons, m[3])
			default:
				y, n, either = When{}, When{}, nil // it may hold for any
			}
			if either == nil {
				break
			}
		}
		if len(either) > 1 && (y.Reserved != AnyReserved || len(y.Not) > 0) {
			y, n = When{}, When{}
		}
		yes = yes.and(y)
		if len(parts) == 1 {
			no = n
		}
	}
	return yes, no
}

// switchOver reads the cases of a switch over the reason.
func (r *arms) switchOver(i int, w When) int {
	open := i + bytes.IndexByte(r.code[min(i, len(r.code)):], '{')
	if open < i {
		return len(r.code)
	}
	end := closing(r.code, open)
	in := &arms{code: r.code[:end], reason: r.reason, reserved: r.reserved, depth: r.depth}
	var all, now []string
	ended := true
	for i = open + 1; i < end; {
		text := in.code[i:]
		if m := label.FindSubmatch(text); m != nil {
			if ended {
				now, ended = nil, false
			}
			if name := string(m[1]); name != "" {
				all, now = append(all, name), append(now, name)
			} else {
				now = append(now, reasonsBut(all)...)
			}
			i += len(m[0])
			continue
		}
		if m := keyword.FindSubmatch(text); m != nil && (string(m[1]) == "break" || string(m[1]) == "return") {
			ended = true
		}
		i = max(i+1, in.statement(i, w.and(When{Reasons: slices.Clone(now)})))
	}
	r.found = append(r.found, in.found...)
	return end + 1
}

// reasonsBut are the reasons that a `default` takes.
func reasonsBut(named []string) []string {
	all := []string{"DLL_PROCESS_DETACH", "DLL_PROCESS_ATTACH", "DLL_THREAD_ATTACH", "DLL_THREAD_DETACH"}
	return slices.DeleteFunc(all, func(r string) bool { return slices.Contains(named, r) })
}

// closingParen is the offset of the parenthesis that closes the one at i, else the end.
func closingParen(code []byte, i int) int {
	depth := 0
	for ; i < len(code); i++ {
		switch code[i] {
		case '(':
			depth++
		case ')':
			if depth--; depth == 0 {
				return i
			}
		}
	}
	return len(code)
}
