#[used]
#[link_section = ".init_array.00050"]
static EARLY: extern "C" fn() = early;

extern "C" fn early() {
    let _ = std::env::args().count(); // want "warning: `.*args` is empty while the library is loaded .*priority 50 runs before"
    more();
}

fn more() {
    let _ = std::env::args_os().next(); // want "`.*args_os` is empty"
}

// What has the highest priority of this crate runs first.
#[static_init::constructor(65500)]
extern "C" fn by_priority() {
    let _ = std::env::args().count(); // want "priority 35 runs before"
}
