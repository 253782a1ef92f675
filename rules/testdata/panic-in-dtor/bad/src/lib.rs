use std::sync::Mutex;

static QUEUE: Mutex<Vec<u32>> = Mutex::new(Vec::new());

#[dtor::dtor]
fn by_attribute() {
    QUEUE.lock().unwrap().clear(); // want "^information: the host can abort while the library is unloaded: `Result::unwrap` can panic \(in destructor `by_attribute`\), and a panic cannot leave a"
    flush(Err(1));
}

fn flush(result: Result<(), u32>) {
    result.expect("flushed"); // want "^error: the host can abort while the library is unloaded: `Result::expect` can panic \(reached from destructor `by_attribute`\), and a panic cannot"
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
        self.0.take().unwrap(); // want "^error: the host can abort when a thread ends: `Option::unwrap` can panic \(in thread-local destructor `Guard::drop`\), and a panic cannot leave a"
    }
}

thread_local! {
    static GUARD: Guard = const { Guard(None) };
}

#[no_mangle]
pub extern "C" fn plugin_touch() {
    GUARD.with(|_| ());
}
