use core::ffi::c_void;
use std::sync::mpsc::{Receiver, Sender};
use std::sync::Mutex;

const DLL_PROCESS_DETACH: u32 = 0;

static NAMES: Mutex<Option<Vec<String>>> = Mutex::new(None);
static DONE: Mutex<Option<Receiver<()>>> = Mutex::new(None);

#[no_mangle]
pub extern "system" fn DllMain(_: *mut c_void, reason: u32, reserved: *mut c_void) -> i32 { // want dtor-in-unloadable-cdylib "`DllMain` of `frees`"
    match reason {
        DLL_PROCESS_DETACH => {
            if let Ok(mut names) = NAMES.lock() {
                if let Some(n) = names.as_mut() { n.clear(); } // want "^warning: other threads were ended wherever they stood, also inside what is freed and inside the allocator: `Vec::clear` frees `NAMES` at process exit"
            }
            // What the test keeps out is the unload.
            if !reserved.is_null() {
                if let Ok(done) = DONE.lock() {
                    let _ = done.as_ref().map(|d| d.recv()); // want "^warning: the process hangs: `Receiver::recv` waits at process exit \(reached from `DllMain` at `DLL_PROCESS_DETACH`\), where the last argument is not"
                }
            }
        }
        _ => {}
    }
    1
}

#[no_mangle]
pub extern "C" fn lookup(sender: &Sender<()>) -> usize {
    let _ = sender.send(());
    NAMES.lock().map(|n| n.as_ref().map_or(0, Vec::len)).unwrap_or(0)
}
