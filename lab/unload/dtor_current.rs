//! A destructor that asks for the current thread.

extern "C" fn unload() {
    lab::say("{");
    std::hint::black_box(std::thread::current().id());
    lab::say("}");
}

#[used]
#[unsafe(link_section = ".fini_array")]
static UNLOAD: extern "C" fn() = unload;

#[unsafe(no_mangle)]
pub extern "C" fn entry() {}
