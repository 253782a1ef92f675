use std::sync::Mutex;

static QUEUE: Mutex<Vec<u32>> = Mutex::new(Vec::new());

#[dtor::dtor]
fn by_attribute() {
    QUEUE.lock().unwrap().clear(); // want "information: `.*unwrap` can panic .*cannot leave a destructor and aborts the host, only where a thread panicked"
    flush(Err(1));
}

fn flush(result: Result<(), u32>) {
    result.expect("flushed"); // want "error: `.*expect` can panic .*reached from destructor `by_attribute`.*cannot leave a destructor and aborts the host"
}

#[used]
#[link_section = ".fini_array"]
static FINI: extern "C" fn() = fini;

extern "C" fn fini() {
    assert!(std::hint::black_box(true)); // want "`assert!`"
}

#[no_mangle]
pub extern "C" fn plugin_start() {
    unsafe { libc::atexit(at_exit) };
}

extern "C" fn at_exit() {
    panic!("late"); // want "`panic!` panics .*exit callback `at_exit`"
}

struct Guard(Option<u32>);

impl Drop for Guard {
    fn drop(&mut self) {
        self.0.take().unwrap(); // want "when a thread ends.*thread-local destructor and aborts"
    }
}

thread_local! {
    static GUARD: Guard = const { Guard(None) };
}

#[no_mangle]
pub extern "C" fn plugin_touch() {
    GUARD.with(|_| ());
}
