// Not exported, so the name is the crate's own business.
pub extern "C" fn _init() {}

// Only much alike.
#[no_mangle]
pub extern "C" fn plugin_init() {}
