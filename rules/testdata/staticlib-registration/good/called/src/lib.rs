// Called by name, so the linker takes it.
#[no_mangle]
pub extern "C" fn library_init() {}
