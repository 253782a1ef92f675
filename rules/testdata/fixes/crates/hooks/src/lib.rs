extern "C" fn start() {}

#[used]
#[link_section = ".init_array"]
static START: extern "C" fn() = start;
