//! A program whose destructor calls `process::exit`.

use lab::say;

#[dtor::dtor(unsafe)]
fn unload() {
    say("{");
    std::process::exit(7);
}

fn main() {
    say("main");
}
