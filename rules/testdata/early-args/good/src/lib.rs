// std's own slot is 99: this one comes after it.
#[used]
#[link_section = ".init_array.00100"]
static NUMBERED: extern "C" fn() = numbered;

extern "C" fn numbered() {
    let _ = std::env::args().count(); // want std-in-ctor "args"
}

// A slot without a number comes after all that have one.
#[ctor::ctor]
fn unnumbered() {
    let _ = std::env::args().count(); // want std-in-ctor "args"
}

// Early, but it asks for nothing.
#[used]
#[link_section = ".init_array.00050"]
static EARLY: extern "C" fn() = early;

extern "C" fn early() {}

// What has the highest priority of this crate runs first.
#[static_init::constructor(50)]
extern "C" fn by_priority() {
    let _ = std::env::args().count(); // want std-in-ctor "args"
}
