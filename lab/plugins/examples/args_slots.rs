//! `env::args` seen from four constructor slots; std fills it in slot 99.

use lab::say;

macro_rules! slot {
    ($name:ident, $section:literal) => {
        #[used]
        #[unsafe(link_section = $section)]
        static $name: extern "C" fn() = {
            extern "C" fn load() {
                let seen = if std::env::args().len() > 0 {
                    "args"
                } else {
                    "none"
                };
                say(concat!($section, ":"));
                say(seen);
            }
            load
        };
    };
}

slot!(BEFORE, ".init_array.00098");
slot!(AFTER, ".init_array.00101");
slot!(PLAIN, ".init_array");
slot!(ZERO, ".init_array.000");

#[unsafe(no_mangle)]
pub extern "C" fn entry() {}
