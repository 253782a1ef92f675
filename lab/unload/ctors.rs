//! A registration in a section that GNU ld alone makes run.

extern "C" fn load() {
    lab::say("loaded");
}

#[used]
#[unsafe(link_section = ".ctors")]
static LOAD: extern "C" fn() = load;

#[unsafe(no_mangle)]
pub extern "C" fn entry() {}
