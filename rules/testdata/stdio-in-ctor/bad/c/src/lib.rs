extern "C" {
    fn native_version() -> i32;
}

#[no_mangle]
pub extern "C" fn plugin_log(level: i32) {
    println!("level {level}"); // want "^warning: `println!` runs while the library is loaded \(reached from constructor `start`\)"
}

#[no_mangle]
pub extern "C" fn plugin_version() -> i32 {
    unsafe { native_version() }
}
