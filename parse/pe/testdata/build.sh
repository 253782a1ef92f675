#!/bin/sh
# Builds the libraries of this folder anew: needs rustc with the target
# x86_64-pc-windows-gnu and MinGW's gcc. Tests read them as they are committed.
set -eu
cd "$(dirname "$0")"
rustc --edition 2021 -O -C panic=abort --crate-type lib --emit obj --target x86_64-pc-windows-gnu plugin.rs -o plugin.o
x86_64-w64-mingw32-gcc -shared -O1 -o plugin.dll plugin.def plugin.o -lkernel32 -Wl,--gc-sections
x86_64-w64-mingw32-strip -g -o named.dll plugin.dll
x86_64-w64-mingw32-strip -o stripped.dll plugin.dll
rm plugin.o plugin.dll
