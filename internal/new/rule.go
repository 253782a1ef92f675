package main

import (
	"regexp"
	"strings"
	"text/template"
)

var idForm = regexp.MustCompile(`^[a-z]+(-[a-z]+)+$`)

// categories are the constants in package rules, by the names of their groups.
var categories = map[string]string{
	"outside-main": "LifeOutsideMain", "registration": "Registration", "unload": "Unload", "load-link": "LoadAndLink", "housekeeping": "Housekeeping",
}

// rule is what the templates ask.
type rule struct{ ID, Title, Category, Since string }

func (r *rule) title() string {
	if r.Title == "" {
		return "TODO: what the rule finds"
	}
	return r.Title
}

// name is the id in camel case.
func (r *rule) name() string {
	words := strings.Split(r.ID, "-")
	for i, w := range words[1:] {
		words[i+1] = strings.ToUpper(w[:1]) + w[1:]
	}
	return strings.Join(words, "")
}

// written is one file of a new rule, its path from the repository's folder.
type written struct{ path, text string }

func (r *rule) files() []written {
	under := strings.ReplaceAll(r.ID, "-", "_")
	return []written{
		{"rules/" + under + ".go", r.fill(declaration)},
		{"rules/pages/" + r.ID + ".md", r.fill(page)},
		{"rules/testdata/" + r.ID + ".txtar", r.fill(fixtures)},
	}
}

func (r *rule) fill(text string) string {
	var b strings.Builder
	name := r.name()
	data := map[string]string{"ID": r.ID, "Title": r.title(), "Category": r.Category, "Since": r.Since, "Name": name, "Run": "run" + strings.ToUpper(name[:1]) + name[1:], "Fence": "```"}
	if err := template.Must(template.New("").Parse(text)).Execute(&b, data); err != nil {
		panic(err)
	}
	return b.String()
}

const declaration = `package rules

var {{.Name}} = &Rule{
	ID:       "{{.ID}}",
	Title:    "{{.Title}}",
	Severity: Warning,
	Category: {{.Category}},
	Since:    "{{.Since}}",
	Doc:      page("{{.ID}}"),
	Run:      {{.Run}},
}

// TODO: ask the result for what the rule needs; ` + "`go doc ./analysis Result`" + ` lists it.
func {{.Run}}(p *Pass) {
	for _, r := range p.Result.Roots {
		p.report(&Finding{
			Severity: Warning, Place: r.Place, Package: r.Target.Package,
			Message: "TODO: what happens, in which context, on which platform",
			Help:    "TODO: what to do instead",
		})
	}
}
`

const page = `# {{.ID}}

## What it does

TODO: what is found, in one or two sentences.

## Why it happens

TODO: the cause, and where that is known from.

## Platforms and versions

TODO: where it holds: systems, compilers, C libraries.

## Example

{{.Fence}}rust
// TODO: the smallest code that is found
{{.Fence}}

## Use instead

{{.Fence}}rust
// TODO: the same without the fault
{{.Fence}}

## What confirms it in the artifact

TODO: what a built library shows of it; else "Nothing does. The finding comes from the sources alone."

## When to allow it

TODO: when a finding may stay.

## References

TODO: documentation, issue or source that anybody can open.
`

// fixtures hold one library that is found and one that is not.
const fixtures = `TODO: what is found and what is not, and why.

-- bad/Cargo.toml --
[package]
name = "bad"
version = "0.1.0"
edition = "2021"

[lib]
crate-type = ["cdylib"]

[dependencies]
ctor = "0.2"
-- bad/src/lib.rs --
#[ctor::ctor]
fn start() {} // want "^warning: TODO"
-- good/Cargo.toml --
[package]
name = "good"
version = "0.1.0"
edition = "2021"

[lib]
crate-type = ["cdylib"]
-- good/src/lib.rs --
// TODO: why nothing is found here
#[no_mangle]
pub extern "C" fn run() {}
`
