use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, OnceLock};
use std::time::Duration;

static SIZE: AtomicUsize = AtomicUsize::new(0);
static NAMES: Mutex<Vec<String>> = Mutex::new(Vec::new());
static HOME: OnceLock<Option<String>> = OnceLock::new();

// core and alloc, and locks that nobody else holds.
#[ctor::ctor]
fn registers() {
    let mut map = BTreeMap::new();
    map.insert(1, String::from("one"));
    SIZE.store(map.len(), Ordering::SeqCst);
    if let Ok(mut names) = NAMES.lock() {
        names.push(format!("{:?}", map));
    }
    let _ = Duration::from_secs(1) + Duration::ZERO;
    let _ = core::mem::size_of::<usize>();
}

// libc needs no start-up of std.
#[ctor::ctor]
fn through_libc() {
    unsafe {
        libc::getpid();
        libc::system(c"true".as_ptr());
        libc::getenv(c"HOME".as_ptr());
        libc::signal(libc::SIGPIPE, libc::SIG_IGN);
    }
}

// The value is read when the host first asks, not at load.
#[no_mangle]
pub extern "C" fn plugin_start() -> i32 {
    HOME.get_or_init(|| std::env::var("HOME").ok()).is_some() as i32
}

static STARTED: std::sync::LazyLock<std::time::Instant> = std::sync::LazyLock::new(std::time::Instant::now);

#[no_mangle]
pub extern "C" fn plugin_age() -> u64 {
    STARTED.elapsed().as_secs()
}
