#!/bin/bash
# Packages the extension: a universal .vsix without a server, and one for each
# platform that a C compiler for it is here, with the server in it.
#
# usage: package.sh [FOLDER]        (default: .tools/vsix of the project)
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
out=${1:-$here/../../.tools/vsix}
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

# target, GOOS, GOARCH, C compiler
while read -r target os arch compiler; do
    if ! command -v "$compiler" >/dev/null; then
        echo "cdylib-ls-$target.vsix: not built, $compiler is not here"
        continue
    fi
    rm -rf server
    extension=
    [ "$os" != windows ] || extension=.exe
    GOOS=$os GOARCH=$arch CGO_ENABLED=1 CC=$compiler go build -trimpath -ldflags '-s -w' -o "server/cdylib-ls$extension" ../../cmd/cdylib-ls
    vsix "cdylib-ls-$target.vsix" --target "$target"
done <<'END'
linux-x64 linux amd64 x86_64-linux-gnu-gcc
linux-arm64 linux arm64 aarch64-linux-gnu-gcc
win32-x64 windows amd64 x86_64-w64-mingw32-gcc
END
