//! `.ctors` runs with GNU ld and is dead with LLD and mold; the `constructor` crate uses it.

use lab::say;

#[used]
#[unsafe(link_section = ".ctors")]
static OLD: extern "C" fn() = {
    extern "C" fn load() {
        say("ctors-section");
    }
    load
};

pub extern "C" fn old_crate() {
    say("constructor");
}

constructor::constructor! { old_crate }

#[unsafe(no_mangle)]
pub extern "C" fn entry() {}
