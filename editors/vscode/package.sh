#!/bin/bash
# Packages the extension: a universal .vsix without a server, and one with the server for
# each target in BINARIES, where `release/build` puts them; without BINARIES, for Linux as
# it is built here.
#
# usage: package.sh [FOLDER [BINARIES]]        (default: .tools/vsix of the project)
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
out=${1:-$here/../../.tools/vsix}
binaries=${2:+$(cd "$2" && pwd)}
mkdir -p "$out"
out=$(cd "$out" && pwd)
cd "$here"
log=$(mktemp)
trap 'rm -rf server LICENSE.txt "$log"' EXIT

repository=https://github.com/cdylib-ls/cdylib-ls

# The same sources give the same package.
SOURCE_DATE_EPOCH=$(git log -1 --format=%ct)
export SOURCE_DATE_EPOCH

# vsix FILE [ARGUMENT...]: links of the README lead to the repository.
vsix() {
    npx --no-install vsce package --no-dependencies --baseContentUrl "$repository/blob/main/editors/vscode" \
        --baseImagesUrl "$repository/raw/main/editors/vscode" --out "$out/$1" "${@:2}" >"$log" 2>&1 || { cat "$log"; exit 1; }
    if grep -q WARNING "$log"; then
        cat "$log"
        exit 1
    fi
    printf '%s %s bytes\n' "$1" "$(stat -c %s "$out/$1")"
}

{ cat ../../LICENSE-MIT; printf '\n---\n\nor, at your option:\n\n'; cat ../../LICENSE-APACHE; } >LICENSE.txt
rm -rf server
vsix cdylib-ls.vsix

# bundle TARGET PROGRAM
bundle() {
    rm -rf server
    mkdir server
    cp "$2" server/
    vsix "cdylib-ls-$1.vsix" --target "$1"
}

if [ -n "$binaries" ]; then
    for folder in "$binaries"/*/; do bundle "$(basename "$folder")" "$folder"cdylib-ls*; done
else
    target=linux-x64
    [ "$(uname -m)" != aarch64 ] || target=linux-arm64
    CGO_ENABLED=1 go build -trimpath -ldflags '-s -w' -o server/cdylib-ls ../../cmd/cdylib-ls
    vsix "cdylib-ls-$target.vsix" --target "$target"
fi
