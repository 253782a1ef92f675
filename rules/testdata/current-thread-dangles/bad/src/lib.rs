use std::cell::RefCell;
use std::thread;
use std::time::Duration;

thread_local! {
    static LOG: RefCell<Vec<u8>> = RefCell::new(Vec::new()); // want thread-local-in-cdylib "^warning: a reload finds the old code and state: glibc keeps `identified` mapped after `dlclose` while a thread lives that touched thread-local `LOG`,"
}

#[no_mangle]
pub extern "C" fn plugin_call() {
    let _id = thread::current().id(); // want "^warning: a host thread that ends after the unload crashes: `thread::current` leaves a pthread-key destructor in `identified` on the calling thread,"
    thread::park_timeout(Duration::from_millis(1)); // want "`thread::park_timeout` leaves"
}

#[no_mangle]
pub extern "C" fn plugin_log() {
    LOG.with(|l| l.borrow_mut().push(1));
    let _id = thread::current().id(); // want "^information: only something else keeps `identified` mapped on glibc: `thread::current` leaves a pthread-key destructor in it on the calling thread,"
}

// Handed to a thread of the library's own, and called on the host's as well.
fn waits() {
    thread::park(); // want "^warning: a host thread that ends after the unload crashes: `thread::park` leaves a pthread-key destructor in `identified` on the calling thread, from"
}

#[no_mangle]
pub extern "C" fn plugin_wait() {
    waits();
    let worker = thread::spawn(waits);
    let _ = worker.join();
}
