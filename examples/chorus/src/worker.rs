//! Writes meter values for the editor window; must not happen on the audio thread.

use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::thread;
use std::time::Duration;

static RUNNING: AtomicBool = AtomicBool::new(false);
static PEAK: AtomicU32 = AtomicU32::new(0);

pub fn start() {
    if RUNNING.swap(true, Ordering::AcqRel) {
        return;
    }
    thread::Builder::new()
        .name("chorus-meter".into())
        .spawn(meter)
        .map(drop)
        .unwrap_or_else(|e| log::warn!("no meter thread: {e}"));
}

pub fn stop() {
    // The thread notices within 30 ms.
    RUNNING.store(false, Ordering::Release);
}

pub fn report(block: &[f32]) {
    let peak = block.iter().fold(0.0f32, |m, x| m.max(x.abs()));
    PEAK.fetch_max(peak.to_bits(), Ordering::Relaxed);
}

fn meter() {
    while RUNNING.load(Ordering::Acquire) {
        let peak = f32::from_bits(PEAK.swap(0, Ordering::Relaxed));
        log::debug!("peak {peak:.3}");
        thread::sleep(Duration::from_millis(30));
    }
}
