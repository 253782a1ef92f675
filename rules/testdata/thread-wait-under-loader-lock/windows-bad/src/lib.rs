use core::ffi::c_void;
use std::sync::Mutex;
use std::thread::JoinHandle;

const ATTACH: u32 = 1;
const DETACH: u32 = 0;

static WORKER: Mutex<Option<JoinHandle<()>>> = Mutex::new(None);

fn announce() {
    let asked = std::thread::spawn(|| ());
    let _ = asked.join(); // want "^error: `LoadLibrary` deadlocks: `JoinHandle::join` waits for a thread while the library is loaded \(reached from `DllMain` at `DLL_PROCESS_ATTACH`\),"
}

// A thread that runs already needs the lock as well, to end.
fn finish() {
    if let Ok(mut worker) = WORKER.lock() {
        if let Some(worker) = worker.take() {
            let _ = worker.join(); // want "^error: `FreeLibrary` deadlocks: `JoinHandle::join` waits for a thread while the library is unloaded \(reached from `DllMain` at `DLL_PROCESS_DETACH`\)," dtor-frees-shared-state "^warning: a panic ends the process: `JoinHandle::join` waits at process exit \(reached from `DllMain` at `DLL_PROCESS_DETACH`\), where the last argument"
        }
    }
}

#[no_mangle]
pub extern "system" fn DllMain(_: *mut c_void, reason: u32, _: *mut c_void) -> i32 { // want dtor-in-unloadable-cdylib "does work at `DLL_PROCESS_DETACH`"
    if reason == ATTACH {
        announce();
    } else if reason == DETACH {
        finish();
    }
    1
}

#[no_mangle]
pub extern "C" fn start() {
    if let Ok(mut worker) = WORKER.lock() {
        *worker = Some(std::thread::spawn(|| ()));
    }
}
