//! An instrument whose instance starts a worker and joins it when the host frees it.
use std::thread::{self, JoinHandle};

pub struct Synth {
    worker: Option<JoinHandle<()>>,
}

impl Drop for Synth {
    fn drop(&mut self) {
        if let Some(worker) = self.worker.take() {
            worker.thread().unpark();
            let _ = worker.join();
        }
    }
}

impl Synth {
    fn start(&mut self) {
        self.worker = Some(thread::spawn(thread::park));
    }
}

#[no_mangle]
pub extern "C" fn lv2_descriptor(_index: u32) -> *const Synth {
    let mut synth = Synth { worker: None };
    synth.start();
    Box::into_raw(Box::new(synth))
}

#[no_mangle]
pub unsafe extern "C" fn synth_cleanup(synth: *mut Synth) {
    drop(Box::from_raw(synth));
}
