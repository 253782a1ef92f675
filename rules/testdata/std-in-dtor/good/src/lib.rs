use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::Mutex;

static STOP: AtomicBool = AtomicBool::new(false);
static NAMES: Mutex<Vec<u32>> = Mutex::new(Vec::new());

// Atomics and uncontended locks work.
#[dtor::dtor]
fn stops() {
    STOP.store(true, Ordering::SeqCst);
    if let Ok(names) = NAMES.try_lock() {
        drop(names);
    }
}

// libc calls are the C library's own business.
#[dtor::dtor]
fn through_libc() {
    unsafe { libc::unlink(c"/tmp/plugin.lock".as_ptr()) };
}

// The host calls this before it closes the library.
#[no_mangle]
pub extern "C" fn plugin_stop() {
    let _ = std::fs::remove_file("/tmp/plugin.lock");
}

// A thread-local's destructor runs when a thread of the host ends, in ordinary times.
struct Log(u32);

impl Drop for Log {
    fn drop(&mut self) {
        let _ = std::time::Instant::now();
    }
}

thread_local! {
    static LOG: Log = const { Log(0) };
}

#[no_mangle]
pub extern "C" fn plugin_log() -> u32 {
    LOG.with(|l| l.0)
}
