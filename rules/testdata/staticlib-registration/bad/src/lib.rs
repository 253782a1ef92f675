extern "C" fn init() {}

#[used]
#[link_section = ".init_array"]
static INIT: extern "C" fn() = init;
