// A host that is not known to fork.
#[no_mangle]
pub extern "C" fn clap_entry_init() {
    std::thread::spawn(|| ());
}
