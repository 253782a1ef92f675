//! A registration in the loader's section.

extern "C" fn load() {
    lab::say("loaded");
}

#[used]
#[unsafe(link_section = ".init_array")]
static LOAD: extern "C" fn() = load;

#[unsafe(no_mangle)]
pub extern "C" fn entry() {}
