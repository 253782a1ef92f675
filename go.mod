module github.com/cdylib-ls/cdylib-ls

go 1.26

require (
	github.com/BurntSushi/toml v1.6.0
	github.com/smacker/go-tree-sitter v0.0.0-20240827094217-dd81d9e9be82
)

// Build output and tools of other ecosystems, some of which carry Go files.
ignore (
	./.tools
	./node_modules
	./target
)
