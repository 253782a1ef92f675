//! A static whose value needs drop.

use std::sync::OnceLock;

struct Noisy(u32);

impl Drop for Noisy {
    fn drop(&mut self) {
        lab::say("dropped");
    }
}

static STATE: OnceLock<Noisy> = OnceLock::new();

#[unsafe(no_mangle)]
pub extern "C" fn entry() {
    std::hint::black_box(STATE.get_or_init(|| Noisy(1)).0);
}
