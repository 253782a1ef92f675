#[used]
#[link_section = "plugin_registry"]
static ENTRY: u32 = 1; // want "^warning: section `plugin_registry` is dropped by GNU ld and LLD: static `ENTRY` has plain `#\[used\]`, which before Rust 1\.89 keeps it up to the linker"
