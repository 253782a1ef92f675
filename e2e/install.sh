#!/bin/bash
# Installs what the editor tests need below .tools and node_modules: two Neovims, VS
# Code, and the packages of the lock files. What is there is kept, so that a second
# run takes a second.
set -euo pipefail
cd "$(dirname "$0")/.."
mkdir -p .tools

# lock FOLDER: the packages that its lock file names.
lock() {
    local stamp=$1/node_modules/.installed
    cmp -s "$1/package-lock.json" "$stamp" && return
    npm ci --prefix "$1" --ignore-scripts --no-audit --no-fund --loglevel=error
    cp "$1/package-lock.json" "$stamp"
}

e2e/install-neovim.sh .tools/nvim
e2e/install-neovim.sh .tools/nvim-0.10 trixie
e2e/install-vscode-web.sh .tools/vscode
lock e2e
lock editors/vscode
