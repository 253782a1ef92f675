extern "C" fn init() {}

// No archive for a foreign linker here.
#[used]
#[link_section = ".init_array"]
static INIT: extern "C" fn() = init;
