#[no_mangle]
pub extern "C" fn plugin_call() {
    let h = std::thread::spawn(|| ()); // want "^information: glibc keeps `pinned` mapped after `dlclose` while the calling thread lives: `thread::spawn` registers a thread-local destructor on it,"
    let _ = h.join();
}

#[no_mangle]
pub extern "C" fn plugin_scope() {
    std::thread::scope(|s| { // want "^information: glibc keeps `pinned` mapped after `dlclose` while the calling thread lives: `thread::scope` registers a thread-local destructor on it,"
        s.spawn(|| ());
    });
}
