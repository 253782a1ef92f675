#[no_mangle]
pub extern "C" fn start_up() {}
#[no_mangle]
pub extern "C" fn shut_down() {}
