#[used]
#[link_section = "plugin_registry"]
static ENTRY: u32 = 1; // want "warning: static `ENTRY` has plain `#\[used\]`, which before Rust 1.89 keeps it up to the linker only: GNU ld and LLD drop section `plugin_registry`"
