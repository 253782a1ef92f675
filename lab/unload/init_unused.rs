//! A registration without `#[used]`.

extern "C" fn load() {
    lab::say("loaded");
}

#[unsafe(link_section = ".init_array")]
static LOAD: extern "C" fn() = load;

#[unsafe(no_mangle)]
pub extern "C" fn entry() {}
