#[link_section = ".init_array"]
static INIT: extern "C" fn() = init; // want "^error: the function of static `INIT` never runs at load in optimised builds, although debug builds run it: it stands in `\.init_array` without"

#[cfg_attr(target_os = "linux", link_section = ".fini_array")]
pub static FINI: extern "C" fn() = fini; // want "never runs at unload" dtor-in-unloadable-cdylib "destructor `fini`"

extern "C" fn init() {}

extern "C" fn fini() {}
