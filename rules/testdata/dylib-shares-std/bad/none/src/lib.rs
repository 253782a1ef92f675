#[no_mangle]
pub extern "C" fn api() {
    // Charged to libstd, which the spawn's destructors belong to.
    std::thread::spawn(|| ()).join().unwrap();
}
