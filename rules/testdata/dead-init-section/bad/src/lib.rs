#[used]
#[link_section = ".ctors"]
static INIT: extern "C" fn() = init; // want "error: static `INIT` stands in `.ctors`, which LLD .* leaves dead"

extern "C" fn init() {}
