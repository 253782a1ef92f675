//! A destructor that starts a thread.

use std::thread;
use std::time::Duration;

extern "C" fn unload() {
    lab::say("{");
    thread::spawn(|| thread::sleep(Duration::from_millis(50)));
    lab::say("}");
}

#[used]
#[unsafe(link_section = ".fini_array")]
static UNLOAD: extern "C" fn() = unload;

#[unsafe(no_mangle)]
pub extern "C" fn entry() {}
