//! Extension that may stand in shared_preload_libraries.
use std::sync::mpsc::{channel, Sender};
use std::sync::Mutex;

static JOBS: Mutex<Option<Sender<u32>>> = Mutex::new(None);

#[no_mangle]
pub extern "C" fn _PG_init() {
    let (tx, rx) = channel::<u32>();
    std::thread::spawn(move || for _ in rx {}); // want thread-before-fork "warning: .*`_PG_init`"
    if let Ok(mut j) = JOBS.lock() {
        *j = Some(tx);
    }
}

#[no_mangle]
pub extern "C" fn embed() -> i32 {
    match JOBS.lock() {
        Ok(j) => j.as_ref().map_or(-1, |j| j.send(1).map_or(-2, |_| 0)),
        Err(_) => -3,
    }
}
