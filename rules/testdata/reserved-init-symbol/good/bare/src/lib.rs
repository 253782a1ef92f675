// Without the start files the loader calls it.
#[no_mangle]
pub extern "C" fn _init() {}
