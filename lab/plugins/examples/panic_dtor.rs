//! A panic that leaves a destructor.

use lab::say;

#[dtor::dtor(unsafe)]
fn unload() {
    say("{");
    let port = std::env::var("LAB_UNSET").unwrap();
    say(&port);
}

#[unsafe(no_mangle)]
pub extern "C" fn entry() {}
