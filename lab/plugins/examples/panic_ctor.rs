//! A panic that leaves a constructor.

use lab::say;

#[ctor::ctor(unsafe)]
fn load() {
    say("{");
    let port = std::env::var("LAB_UNSET").unwrap();
    say(&port);
}

#[unsafe(no_mangle)]
pub extern "C" fn entry() {}
