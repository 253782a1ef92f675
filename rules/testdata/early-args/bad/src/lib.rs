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
