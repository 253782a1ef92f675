#!/bin/bash
# What the GitHub Action runs: fetch a release, check once, annotate, leave a SARIF file.
# It runs with the bash of each runner: 3.2 on macOS, Git's on Windows.
set -euo pipefail

: "${VERSION?set by the action}"
release=${VERSION#v}
[ -n "$release" ] || release=${ACTION_REF#v}
temp=$RUNNER_TEMP
# On Windows a PATH holds no drive letters, and what other steps read no /d/a.
if command -v cygpath >/dev/null; then temp=$(cygpath -u "$RUNNER_TEMP"); fi
sarif=$temp/cdylib-ls.sarif
bin=$temp/cdylib-ls

# checked FILE: against checksums.txt.
checked() {
    if command -v sha256sum >/dev/null; then
        grep "  $1\$" checksums.txt | sha256sum -c -
    else
        grep "  $1\$" checksums.txt | shasum -a 256 -c -
    fi
}

# A tag of this action is a release; anything else, such as a branch, is built.
if ! command -v cdylib-ls >/dev/null; then
    mkdir -p "$bin"
    case $(uname -s)-$(uname -m) in
    Linux-x86_64) asset=alpine-x64.tar.gz ;; # static: runs with any C library
    Linux-aarch64) asset=alpine-arm64.tar.gz ;;
    Darwin-arm64) asset=darwin-arm64.tar.gz ;;
    Darwin-x86_64) asset=darwin-x64.tar.gz ;;
    MINGW*-x86_64 | MSYS*-x86_64) asset=win32-x64.zip ;;
    *) asset= ;;
    esac
    if [[ $release =~ ^[0-9]+\.[0-9]+\.[0-9]+ ]] && [ -n "$asset" ]; then
        from=https://github.com/cdylib-ls/cdylib-ls/releases/download/v$release
        file=cdylib-ls_${release}_$asset
        cd "$bin"
        curl -fsSL --retry 3 -O "$from/$file" -O "$from/checksums.txt"
        checked "$file"
        case $file in
        *.zip) unzip -q "$file" ;;
        *) tar xzf "$file" ;;
        esac
        cd - >/dev/null
    else
        (cd "$ACTION_PATH" && CGO_ENABLED=1 go build -trimpath -o "$bin/" ./cmd/cdylib-ls)
    fi
    PATH=$bin:$PATH
fi

command=(check --fail-on "$FAIL_ON" --format github --format "sarif=$sarif")
while IFS= read -r word; do command+=("$word"); done < <([ -z "$CHECK_ARGS" ] || xargs -n 1 printf '%s\n' <<<"$CHECK_ARGS")
command+=(--)
while IFS= read -r path; do [ -z "$path" ] || command+=("$path"); done <<<"$CHECK_PATH"

cdylib-ls version
status=0
cdylib-ls "${command[@]}" || status=$?
if [ -f "$sarif" ]; then
    if command -v cygpath >/dev/null; then sarif=$(cygpath -m "$sarif"); fi
    echo "sarif=$sarif" >>"$GITHUB_OUTPUT"
fi
exit "$status"
