//! Layer for LD_PRELOAD; its configuration comes over the environment.
struct Config {
    port: u16,
}

fn config() -> Result<Config, String> {
    let text = std::env::var("LAYER_PORT").map_err(|e| e.to_string())?;
    Ok(Config { port: text.parse().map_err(|_| "bad port".to_string())? })
}

static PORT: std::sync::atomic::AtomicU16 = std::sync::atomic::AtomicU16::new(0);

#[ctor::ctor]
fn layer_start() {
    let c = config().unwrap(); // want panic-in-ctor "error: the host can abort while the library is loaded: `Result::unwrap`"
    PORT.store(c.port, std::sync::atomic::Ordering::Relaxed);
}

#[no_mangle]
pub unsafe extern "C" fn getaddrinfo(_n: *const libc::c_char, _s: *const libc::c_char, _h: *const libc::c_void, _r: *mut *mut libc::c_void) -> i32 {
    i32::from(PORT.load(std::sync::atomic::Ordering::Relaxed))
}
