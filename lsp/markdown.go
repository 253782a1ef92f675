package lsp

import (
	"strings"

	"github.com/cdylib-ls/cdylib-ls/rules"
)

// A hover is Markdown, and much in it is chosen by the workspace: names of crates,
// targets and folders, paths in attributes. Nothing of that may become a link, which a
// click follows, or an image, which is fetched unasked. So it goes through code or prose.

// code makes a code span of one line of text: nothing in it is Markdown.
func code(s string) string {
	s = rules.Visible(s)
	longest, run := 0, 0
	for _, r := range s {
		if run++; r != '`' {
			run = 0
		}
		longest = max(longest, run)
	}
	if strings.TrimSpace(s) == "" {
		return "` `"
	}
	fence := strings.Repeat("`", longest+1)
	if strings.HasPrefix(s, "`") || strings.HasSuffix(s, "`") {
		s = " " + s + " "
	}
	return fence + s + fence
}

// markup are the characters that begin something in the midst of a line, and the
// beginnings of addresses that become links by themselves.
var markup = strings.NewReplacer(`\`, `\\`, "`", "\\`", "*", `\*`, "_", `\_`, "[", `\[`, "]", `\]`, "<", `\<`, ">", `\>`,
	"|", `\|`, "~", `\~`, "&", `\&`, "!", `\!`, "#", `\#`, "@", `\@`, "://", `:\//`, "www.", `www\.`, "WWW.", `WWW\.`)

// unmarked undoes markup, for clients that show text as it is.
var unmarked = strings.NewReplacer(`\\`, `\`, "\\`", "`", `\*`, "*", `\_`, "_", `\[`, "[", `\]`, "]", `\<`, "<", `\>`, ">",
	`\|`, "|", `\~`, "~", `\&`, "&", `\!`, "!", `\#`, "#", `\@`, "@", `:\//`, "://", `www\.`, "www.", `WWW\.`, "WWW.")

// prose makes one line of a message Markdown: what stands between backticks in it is
// code, the rest means itself. A name with a backtick in it only changes which is which.
func prose(s string) string {
	parts := strings.Split(rules.Visible(s), "`")
	var out strings.Builder
	for i, part := range parts {
		switch {
		case i%2 == 0:
			out.WriteString(markup.Replace(part))
		case i == len(parts)-1: // without an end
			out.WriteString("\\`" + markup.Replace(part))
		case part == "":
			out.WriteString("\\`\\`")
		default:
			out.WriteString(code(part))
		}
	}
	return out.String()
}

// cell makes Markdown fit for a cell of a table, where a bar ends even a code span.
func cell(s string) string { return strings.ReplaceAll(strings.ReplaceAll(s, `\|`, "|"), "|", `\|`) }
