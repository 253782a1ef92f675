#[no_mangle]
pub extern "C" fn plugin_call() {
    let h = std::thread::spawn(|| ()); // want "information: `thread::spawn` registers a thread-local destructor on the calling thread, also after the join"
    let _ = h.join();
}

#[no_mangle]
pub extern "C" fn plugin_scope() {
    std::thread::scope(|s| { // want "information: `thread::scope` registers a thread-local destructor on the calling thread, also after the join"
        s.spawn(|| ());
    });
}
