extern "C" fn clean_up() {}

// Nothing keeps the library from being unmapped.
#[used]
#[link_section = ".fini_array"]
static CLEAN_UP: extern "C" fn() = clean_up;
