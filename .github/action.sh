#!/bin/bash
# What the GitHub Action runs: fetch a release, check, annotate, leave a SARIF file.
set -euo pipefail

: "${VERSION?set by the action}"
release=${VERSION#v}
[ -n "$release" ] || release=${ACTION_REF#v}
sarif=$RUNNER_TEMP/cdylib-ls.sarif
bin=$RUNNER_TEMP/cdylib-ls

# A tag of this action is a release; anything else, such as a branch, is built.
if ! command -v cdylib-ls >/dev/null; then
    mkdir -p "$bin"
    case $(uname -s)-$(uname -m) in
    Linux-x86_64) asset=linux_amd64.tar.gz ;;
    Linux-aarch64) asset=linux_arm64.tar.gz ;;
    MINGW*-x86_64 | MSYS*-x86_64) asset=windows_amd64.zip ;;
    *) asset= ;;
    esac
    if [[ $release =~ ^[0-9]+\.[0-9]+\.[0-9]+ ]] && [ -n "$asset" ]; then
        from=https://github.com/cdylib-ls/cdylib-ls/releases/download/v$release
        file=cdylib-ls_${release}_$asset
        cd "$bin"
        curl -fsSL --retry 3 -O "$from/$file" -O "$from/checksums.txt"
        grep " $file\$" checksums.txt | sha256sum -c -
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

read -ra paths <<<"$CHECK_PATH"
read -ra arguments <<<"$CHECK_ARGS"
cdylib-ls version
cdylib-ls check "${paths[@]}" "${arguments[@]}" --fail-on never --format sarif --output "$sarif"
echo "sarif=$sarif" >>"$GITHUB_OUTPUT"
cdylib-ls check "${paths[@]}" "${arguments[@]}" --fail-on "$FAIL_ON" --format github
