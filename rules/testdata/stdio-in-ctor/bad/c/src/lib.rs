extern "C" {
    fn native_version() -> i32;
}

#[no_mangle]
pub extern "C" fn plugin_log(level: i32) {
    println!("level {level}"); // want "^warning: the host can abort while the library is loaded: `println!` runs \(reached from constructor `start`\), outside std's guarantees, and panics"
}

#[no_mangle]
pub extern "C" fn plugin_version() -> i32 {
    unsafe { native_version() }
}
