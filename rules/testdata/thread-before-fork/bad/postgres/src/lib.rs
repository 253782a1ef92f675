use std::sync::mpsc::{channel, Sender};
use std::sync::Mutex;

static JOBS: Mutex<Option<Sender<u32>>> = Mutex::new(None);

#[no_mangle]
pub extern "C" fn _PG_init() {
    let (tx, rx) = channel::<u32>();
    std::thread::spawn(move || for _ in rx {}); // want "`thread::spawn` starts a thread while the host initialises the library .in export `_PG_init`.*PostgreSQL"
    if let Ok(mut j) = JOBS.lock() {
        *j = Some(tx);
    }
}
