#!/bin/bash
# Installs what the tests need and runs all of them: the Go packages, and the editor
# clients in real editors. Arguments go to `go test`.
set -euo pipefail
cd "$(dirname "$0")"

missing=()
command -v cc >/dev/null || missing+=(gcc libc6-dev)
# The lab compares what several linkers make of a library, on two processors.
command -v ld.lld >/dev/null || missing+=(lld)
command -v mold >/dev/null || missing+=(mold)
command -v objdump >/dev/null || missing+=(binutils)
# Fixes are applied with git too, and revisions compared.
command -v git >/dev/null || missing+=(git)
# A validator of XML that is not ours, for --format junit.
command -v xmllint >/dev/null || missing+=(libxml2-utils)
[ "$(uname -m)" != x86_64 ] || command -v aarch64-linux-gnu-gcc >/dev/null || missing+=(gcc-aarch64-linux-gnu libc6-dev-arm64-cross)
# Clients that the language server is held against: Node, Emacs, and the editors that the
# project has clients for, in a browser and in a terminal; these are packaged for Windows too.
command -v node >/dev/null && command -v npm >/dev/null || missing+=(nodejs npm)
command -v emacs >/dev/null || missing+=(emacs-nox)
[ ! -e /etc/debian_version ] || dpkg -s elpa-eglot >/dev/null 2>&1 || missing+=(elpa-eglot)
command -v chromium >/dev/null || command -v google-chrome >/dev/null || missing+=(chromium)
[ -d /usr/share/fonts/truetype/dejavu ] || missing+=(fonts-dejavu-core)
command -v tmux >/dev/null || missing+=(tmux)
command -v luacheck >/dev/null || missing+=(lua-check)
command -v x86_64-w64-mingw32-gcc >/dev/null || missing+=(gcc-mingw-w64-x86-64)
# Hosts that lab/hosts measures.
for host in /usr/bin/python3:python3 sqlite3:sqlite3 lua5.4:lua5.4 ruby:ruby php:php-cli redis-server:redis-server pamtester:pamtester openssl:openssl; do
    command -v "${host%%:*}" >/dev/null || missing+=("${host#*:}")
done
[ -e /etc/ssl/certs/ca-certificates.crt ] || [ ! -e /etc/debian_version ] || missing+=(ca-certificates)
if [ ${#missing[@]} -gt 0 ] && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}"
fi

# rustup installs here, and a bare shell does not look there.
[ ! -d "$HOME/.cargo/bin" ] || PATH="$PATH:$HOME/.cargo/bin"
[ ! -d /usr/local/go/bin ] || PATH="$PATH:/usr/local/go/bin"

for need in "go:Go 1.26 or newer, https://go.dev/dl" "cc:a C compiler, such as the package gcc" "cargo:a Rust toolchain, https://rustup.rs" \
    "node:Node.js 20 or newer" "npm:npm" "emacs:Emacs with Eglot, the packages emacs-nox and elpa-eglot" "tmux:the package tmux" \
    "git:git" "objdump:the package binutils" "xmllint:the package libxml2-utils" "ld.lld:the package lld" "mold:the package mold" "aarch64-linux-gnu-gcc:the packages gcc-aarch64-linux-gnu and libc6-dev-arm64-cross"; do
    if ! command -v "${need%%:*}" >/dev/null; then
        echo "test.sh: ${need%%:*} not found; install ${need#*:}" >&2
        exit 1
    fi
done

# Without it C objects stand in for AArch64.
rustup target add aarch64-unknown-linux-gnu >/dev/null 2>&1 || true
# Without rustup the distribution's target serves; the test that needs it says what is missing.
! command -v rustup >/dev/null || rustup target add x86_64-pc-windows-gnu >/dev/null

export CGO_ENABLED=1
go mod download
# The lab and the published crates download with cargo; once here, so that a network
# problem shows as one, and not as a failed test.
cargo fetch --quiet --locked --manifest-path lab/plugins/Cargo.toml
cargo fetch --quiet --locked --manifest-path published/crates/Cargo.toml --target x86_64-unknown-linux-gnu
for lock in lab/reports/*/*/Cargo.lock; do
    cargo fetch --quiet --locked --manifest-path "${lock%.lock}.toml"
done

e2e/install.sh

# The race detector makes a test several times as long. It looks where goroutines of ours
# meet: the analysis, the server, the tracer, and the short tests of the command; readers and
# rules run in one goroutine each, and the lab waits for cargo and for processes.
without_race=() race=
for argument in "$@"; do
    if [ "$argument" = -race ]; then race=-race; else without_race+=("$argument"); fi
done
plain=${without_race[*]+"${without_race[*]}"}
# shellcheck disable=SC2046,SC2086 # one package, one argument a word
go test -timeout 30m $race $plain . ./analysis/... ./lsp/... ./trace/...
[ -z "$race" ] || go test -timeout 30m -race -short ./cmd/...
# shellcheck disable=SC2046,SC2086
go test -timeout 30m $plain $(go list ./... | grep -v -e '^[^/]*/[^/]*/[^/]*$' -e '/analysis\(/\|$\)' -e '/lsp\(/\|$\)' -e '/cdylib-ls/trace\(/\|$\)' -e '/lab\(/\|$\)')
# shellcheck disable=SC2086
go test -timeout 30m $plain ./lab/...
e2e/run.sh
