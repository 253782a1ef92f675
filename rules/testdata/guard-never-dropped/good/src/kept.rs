//! Guards that somebody can still drop.
use tracing_appender::non_blocking::WorkerGuard;

pub struct Session {
    _guard: WorkerGuard,
}

#[no_mangle]
pub extern "C" fn session_new() -> *mut Session {
    let (_writer, _guard) = tracing_appender::non_blocking(std::io::sink());
    Box::into_raw(Box::new(Session { _guard }))
}

#[no_mangle]
pub unsafe extern "C" fn session_free(s: *mut Session) {
    drop(unsafe { Box::from_raw(s) });
}

#[no_mangle]
pub extern "C" fn one_job() {
    let (_writer, _guard) = tracing_appender::non_blocking(std::io::sink());
}

#[no_mangle]
pub extern "C" fn by_hand() {
    let (_writer, guard) = tracing_appender::non_blocking(std::io::sink());
    let mut guard = std::mem::ManuallyDrop::new(guard);
    unsafe { std::mem::ManuallyDrop::drop(&mut guard) };
}
