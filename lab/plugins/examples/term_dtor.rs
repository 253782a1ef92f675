//! A destructor that is meant for the end of the process.

use lab::say;

#[dtor::dtor(unsafe, method = at_binary_exit)]
fn at_exit() {
    say("{");
    say("}");
}

#[unsafe(no_mangle)]
pub extern "C" fn entry() {}
