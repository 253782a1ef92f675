#!/bin/bash
# Builds the server and the packages of the extension and tests both editor clients in
# the real editors. Arguments go to `node --test`. e2e/install.sh has installed them.
set -euo pipefail
cd "$(dirname "$0")/.."

go build -o .tools/server/cdylib-ls ./cmd/cdylib-ls
editors/vscode/package.sh .tools/vsix
for manifest in examples/*/Cargo.toml; do
    cargo fetch --quiet --locked --manifest-path "$manifest"
done
cd e2e
# The limit ends what hangs; a run takes two minutes.
exec timeout --kill-after=10 15m node --test --test-concurrency=1 --test-reporter=spec "$@" tests/
