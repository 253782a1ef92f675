//! Library that announces threads and starts a worker when it is attached.
use core::ffi::c_void;

const PROCESS_ATTACH: u32 = 1;
const THREAD_ATTACH: u32 = 2;
const PROCESS_DETACH: u32 = 0;

static mut WORKER: Option<std::thread::JoinHandle<()>> = None;

#[no_mangle]
pub unsafe extern "system" fn DllMain(_module: *mut c_void, reason: u32, _reserved: *mut c_void) -> i32 {
    match reason {
        PROCESS_ATTACH => {
            let w = std::thread::spawn(|| {});
            w.join().unwrap(); // want thread-wait-under-loader-lock "error: .*`LoadLibrary` deadlocks"
            WORKER = Some(std::thread::spawn(|| {}));
        }
        THREAD_ATTACH => println!("attached {:?}", std::thread::current().id()), // want stdio-in-ctor "error: .*when a thread starts" std-in-ctor "error: `thread::current` .*when a thread starts"
        PROCESS_DETACH => {
            #[allow(static_mut_refs)]
            if let Some(w) = WORKER.take() {
                let _ = w.join(); // want thread-wait-under-loader-lock "error: .*`FreeLibrary` deadlocks" dtor-frees-shared-state "warning: .*at process exit"
            }
        }
        _ => {}
    }
    1
}
