use std::time::Instant;

// Linked into one module, std's call ends here too.
#[no_mangle]
pub extern "C" fn clock_gettime(_: i32, out: *mut u64) -> i32 { // want "error: export `clock_gettime` takes the place of the C library's in this library \(profile `release` links it with `lto = .fat.`\), and its body reaches `Instant::now`"
    let started = Instant::now();
    unsafe { *out = started.elapsed().as_secs() };
    0
}
