use std::sync::mpsc::{channel, Sender};
use std::sync::Mutex;

static JOBS: Mutex<Option<Sender<u32>>> = Mutex::new(None);

#[no_mangle]
pub extern "C" fn _PG_init() {
    let (tx, rx) = channel::<u32>();
    std::thread::spawn(move || for _ in rx {}); // want "^warning: a forked child hangs where it waits for the thread, and what is sent to it is lost: `thread::spawn` starts it while the host initialises the"
    if let Ok(mut j) = JOBS.lock() {
        *j = Some(tx);
    }
}
