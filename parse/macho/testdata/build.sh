#!/bin/sh
# Builds the libraries of this folder anew: needs rustc with the targets
# aarch64-apple-darwin and x86_64-apple-darwin, and the ld64.lld of its component
# llvm-tools. Tests read them as they are committed.
set -eu
cd "$(dirname "$0")"
lld=$(rustc --print sysroot)/lib/rustlib/x86_64-unknown-linux-gnu/bin/gcc-ld/ld64.lld
build() { # ARCH TARGET NAME LINKER-FLAG
    rustc --edition 2021 -O -C panic=abort --crate-type staticlib --target "$2" plugin.rs -o libplugin.a
    "$lld" -arch "$1" -dylib -platform_version macos 12.0 12.0 -install_name @rpath/libplugin.dylib -undefined dynamic_lookup \
        -L. -lSystem "$4" -all_load -dead_strip -exported_symbol _plugin_run -exported_symbol _PLUGIN_TABLE libplugin.a -o "$3.dylib"
    rm libplugin.a
}
build arm64 aarch64-apple-darwin aarch64-chains -fixup_chains
build x86_64 x86_64-apple-darwin x86_64-chains -fixup_chains
build x86_64 x86_64-apple-darwin x86_64-opcodes -no_fixup_chains
