use std::sync::atomic::{AtomicBool, Ordering};

static DONE: AtomicBool = AtomicBool::new(false);

// A flag touches no stream.
#[dtor::dtor]
fn flag() {
    DONE.store(true, Ordering::Relaxed);
}

// libc writes to the descriptor.
#[dtor::dtor]
fn raw() {
    let text = b"bye\n";
    unsafe { libc::write(2, text.as_ptr().cast(), text.len()) };
}

// The host calls this one before it closes the library.
#[no_mangle]
pub extern "C" fn plugin_stop() {
    println!("stopped");
}

// Drop of a value that an export owns runs inside the host's call.
struct Session;

impl Drop for Session {
    fn drop(&mut self) {
        println!("session over");
    }
}

#[no_mangle]
pub extern "C" fn plugin_run() {
    let _session = Session;
}

// A thread-local without a destructor of its own that prints.
thread_local! {
    static NAMES: std::cell::RefCell<Vec<String>> = const { std::cell::RefCell::new(Vec::new()) };
}

#[no_mangle]
pub extern "C" fn plugin_names() -> usize {
    NAMES.with(|n| n.borrow().len())
}
