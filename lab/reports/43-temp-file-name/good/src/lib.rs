//! Property checker: keeps failing inputs in files.
use std::sync::atomic::{AtomicU64, Ordering};

static NEXT: AtomicU64 = AtomicU64::new(0);

#[no_mangle]
pub extern "C" fn check_save(len: usize) -> i32 {
    let name = format!("check-{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
    std::fs::write(std::env::temp_dir().join(name), vec![0u8; len]).is_err() as i32
}
