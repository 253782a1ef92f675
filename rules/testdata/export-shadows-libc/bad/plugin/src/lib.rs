// The device's calls have names of their own; the log and the settings go through std.
#[no_mangle]
pub extern "C" fn write(block: u32) -> i32 { // want "warning: export `write` has the name of the C library's, which `println!` calls in this library: .* with `lto`, with `RTLD_DEEPBIND`, on macOS, and where a program links or preloads it"
    block as i32
}

#[no_mangle]
pub extern "C" fn getenv() -> i32 { // want "warning: export `getenv` reaches `env::var`, which calls the C library's `getenv`: it runs within itself where"
    i32::from(std::env::var("DEVICE").is_ok())
}

mod settings {
    pub fn forget(path: &str) {
        let _ = std::fs::remove_file(path);
    }
}

#[no_mangle]
pub extern "C" fn device_reset() {
    println!("reset");
    settings::forget("device.conf");
}

#[export_name = "unlink"]
pub extern "C" fn device_unlink(_id: u64) {} // want "has the name of the C library's, which `fs::remove_file` calls"
