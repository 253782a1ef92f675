use std::cell::RefCell;
use std::thread;
use std::time::Duration;

thread_local! {
    static LOG: RefCell<Vec<u8>> = RefCell::new(Vec::new()); // want thread-local-in-cdylib "`LOG` needs drop"
}

#[no_mangle]
pub extern "C" fn plugin_call() {
    let _id = thread::current().id(); // want "warning: `thread::current` leaves a pthread-key destructor in `identified` on the calling thread"
    thread::park_timeout(Duration::from_millis(1)); // want "`thread::park_timeout` leaves"
}

#[no_mangle]
pub extern "C" fn plugin_log() {
    LOG.with(|l| l.borrow_mut().push(1));
    let _id = thread::current().id(); // want "information: .*does not dangle"
}

// Handed to a thread of the library's own, and called on the host's as well.
fn waits() {
    thread::park(); // want "warning: `thread::park` leaves"
}

#[no_mangle]
pub extern "C" fn plugin_wait() {
    waits();
    let worker = thread::spawn(waits);
    let _ = worker.join();
}
