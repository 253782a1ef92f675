use std::sync::Mutex;
use std::sync::atomic::AtomicU32;

// Nothing to drop.
static COUNT: AtomicU32 = AtomicU32::new(0);
static FLAG: Mutex<bool> = Mutex::new(false);
static NAME: &str = "plain";

#[no_mangle]
pub extern "C" fn plugin_call() -> usize {
    COUNT.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
    drop(FLAG.lock());
    NAME.len()
}
