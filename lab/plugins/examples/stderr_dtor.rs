//! `eprintln!` in a destructor.

use lab::say;

#[dtor::dtor(unsafe)]
fn unload() {
    say("{");
    eprintln!("hello");
    say("}");
}

#[unsafe(no_mangle)]
pub extern "C" fn entry() {}
