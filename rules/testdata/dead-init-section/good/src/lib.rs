#[used]
#[link_section = ".init_array"]
static INIT: extern "C" fn() = init;

extern "C" fn init() {}

// A data section of a similar name.
#[used]
#[link_section = ".ctors_info"]
static INFO: u32 = 1;
