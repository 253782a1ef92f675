//! `println!` in a destructor.

use lab::say;

#[dtor::dtor(unsafe)]
fn unload() {
    say("{");
    println!("hello");
    say("}");
}

#[unsafe(no_mangle)]
pub extern "C" fn entry() {}
