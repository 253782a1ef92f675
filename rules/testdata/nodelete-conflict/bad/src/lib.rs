extern "C" fn clean_up() {}

#[used]
#[link_section = ".fini_array"]
static CLEAN_UP: extern "C" fn() = clean_up;
