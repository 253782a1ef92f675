package rust

// treeToken is a token of a macro definition or call: multi-character operators
// are one token, and delimiters know their partner.
type treeToken struct {
	token
	op    string // operator text for punctuation
	match int    // of an opening delimiter: distance to the closing one; 0 if unclosed
}

func (t treeToken) is(op string) bool { return t.kind == tokPunct && t.op == op }

// operators are the ones rustc's lexer glues, longest first.
var operators = []string{
	"<<=", ">>=", "...", "..=",
	"=>", "->", "::", "==", "!=", "<=", ">=", "&&", "||", "..", "<<", ">>",
	"+=", "-=", "*=", "/=", "%=", "^=", "&=", "|=",
}

// treeTokens lexes src from the offset and pairs the delimiters.
func treeTokens(src []byte, from int) []treeToken {
	lx := lexer{src: src, pos: from}
	var out []treeToken
	var open []int
	for t := lx.next(); t.kind != tokEOF; t = lx.next() {
		tt := treeToken{token: t}
		switch t.kind {
		case tokPunct:
			tt.op = string(src[t.start:t.end])
			for _, op := range operators {
				if op[0] == t.ch && t.joint(src) && hasPrefixAt(src, t.start, op) && noComment(src, t.start, op) {
					tt.op, tt.end, lx.pos = op, t.start+len(op), t.start+len(op)
					break
				}
			}
		case tokOpen:
			open = append(open, len(out))
		case tokClose:
			if n := len(open); n > 0 {
				out[open[n-1]].match = len(out) - open[n-1]
				open = open[:n-1]
			}
		}
		out = append(out, tt)
	}
	return out
}

func hasPrefixAt(src []byte, at int, s string) bool {
	return at+len(s) <= len(src) && string(src[at:at+len(s)]) == s
}

// noComment rejects `+/` of `+//…`-like text, where the second byte starts a comment.
func noComment(src []byte, at int, op string) bool {
	return len(op) < 2 || op[1] != '/' || !startsComment(src, at+1)
}

// patKind says what an element of a macro pattern is.
type patKind uint8

const (
	patToken  patKind = iota
	patGroup          // ( … ), [ … ], { … }
	patVar            // $name:frag
	patRepeat         // $( … ) sep op
)

// patElem is one element of a macro pattern.
type patElem struct {
	kind patKind
	tok  treeToken // the token, the opening delimiter, or the separator (tokEOF: none)
	name string
	frag string
	op   byte // of a repetition: * + ?
	sub  []patElem
}

func readPattern(src []byte, at Span) ([]patElem, bool) {
	return patternElems(treeTokens(src[:at.End], at.Start), src, 0)
}

func patternElems(toks []treeToken, src []byte, depth int) (out []patElem, ok bool) {
	if depth > 64 {
		return nil, false
	}
	for i := 0; i < len(toks); i++ {
		t := toks[i]
		switch {
		case t.is("$") && i+1 < len(toks) && toks[i+1].open('('):
			e, used, ok := repeatElem(toks[i+1:], src, depth)
			if !ok {
				return nil, false
			}
			out = append(out, e)
			i += used
		case t.is("$") && i+3 < len(toks) && toks[i+2].is(":") && toks[i+3].kind == tokIdent:
			out = append(out, patElem{
				kind: patVar,
				name: string(toks[i+1].text(src)),
				frag: string(toks[i+3].text(src)),
			})
			i += 3
		case t.is("$"):
			return nil, false
		case t.kind == tokOpen:
			if t.match == 0 {
				return nil, false
			}
			sub, ok := patternElems(toks[i+1:i+t.match], src, depth+1)
			if !ok {
				return nil, false
			}
			out = append(out, patElem{kind: patGroup, tok: t, sub: sub})
			i += t.match
		default:
			out = append(out, patElem{kind: patToken, tok: t})
		}
	}
	return out, true
}

func repeatElem(toks []treeToken, src []byte, depth int) (e patElem, used int, ok bool) {
	closing := toks[0].match
	if closing == 0 {
		return e, 0, false
	}
	sub, ok := patternElems(toks[1:closing], src, depth+1)
	if !ok {
		return e, 0, false
	}
	op, sep, n, ok := repetitionTail(toks[closing+1:])
	return patElem{kind: patRepeat, tok: sep, op: op, sub: sub}, closing + 1 + n, ok
}

// repetitionTail reads `op` or `sep op` after the closing parenthesis.
func repetitionTail(toks []treeToken) (op byte, sep treeToken, used int, ok bool) {
	isOp := func(t treeToken) bool { return t.is("*") || t.is("+") || t.is("?") }
	// As in rustc an operator counts before a separator: `$(…)+*` ends at the `+`.
	if len(toks) > 0 && isOp(toks[0]) {
		return toks[0].op[0], treeToken{}, 1, true
	}
	if len(toks) > 1 && isOp(toks[1]) {
		return toks[1].op[0], toks[0], 2, true
	}
	return 0, treeToken{}, 0, false
}
