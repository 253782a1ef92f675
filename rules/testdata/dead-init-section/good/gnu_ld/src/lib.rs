// GNU ld folds the old section into the new one.
#[used]
#[link_section = ".ctors"]
static INIT: extern "C" fn() = init;

extern "C" fn init() {}
