#[link_section = ".init_array"]
static INIT: extern "C" fn() = init; // want "error: static `INIT` in `.init_array` has no `#\[used\]`: optimised builds drop it"

#[cfg_attr(target_os = "linux", link_section = ".fini_array")]
pub static FINI: extern "C" fn() = fini; // want "never runs at unload" dtor-in-unloadable-cdylib "destructor `fini`"

extern "C" fn init() {}

extern "C" fn fini() {}
