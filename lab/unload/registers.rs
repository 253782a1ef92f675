//! A crate that registers code and offers a function.

extern "C" fn load() {
    lab::say("loaded");
}

#[used]
#[unsafe(link_section = ".init_array")]
static LOAD: extern "C" fn() = load;

#[inline(never)]
pub fn helper() -> u32 {
    std::hint::black_box(5)
}
