#[used]
#[link_section = ".ctors"]
static INIT: extern "C" fn() = init; // want "^error: the function of static `INIT` never runs: it stands in `\.ctors`, which LLD \(the default for x86-64 linux-gnu since Rust 1\.90\) leaves dead"

extern "C" fn init() {}
