#[no_mangle]
pub extern "C" fn api() {}

// Cargo links std statically into a plain dylib.
