//! A destructor that starts a thread and waits for it.

extern "C" fn unload() {
    lab::say("{");
    let _ = std::thread::spawn(|| std::hint::black_box(1)).join();
    lab::say("}");
}

#[used]
#[unsafe(link_section = ".fini_array")]
static UNLOAD: extern "C" fn() = unload;

#[unsafe(no_mangle)]
pub extern "C" fn entry() {}
