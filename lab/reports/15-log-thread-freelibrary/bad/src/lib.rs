//! Graphics layer; launchers load it, ask once and unload it at once.
use std::sync::mpsc::{channel, Sender};
use std::sync::OnceLock;

static LOG: OnceLock<Sender<String>> = OnceLock::new();

fn start_log() {
    LOG.get_or_init(|| {
        let (tx, rx) = channel::<String>();
        let _ = std::thread::Builder::new().name("layer-log".into()).spawn(move || { // want thread-outlives-cdylib "warning: `FreeLibrary` unmaps `c15_bad` under a thread"
            for line in rx {
                let _ = std::fs::write("layer.log", line);
            }
        });
        tx
    });
}

#[no_mangle]
pub extern "system" fn LayerCreate() -> i32 {
    start_log();
    0
}

#[no_mangle]
pub extern "system" fn DllMain(_module: *mut core::ffi::c_void, _reason: u32, _reserved: *mut core::ffi::c_void) -> i32 {
    1
}
