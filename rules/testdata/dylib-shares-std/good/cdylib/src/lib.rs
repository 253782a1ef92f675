#[no_mangle]
pub extern "C" fn api() {}

// A cdylib has a std of its own, whatever the flag says.
