//! A program: code before main in an executable, as opposed to a library.

use std::thread;

use lab::say;

#[ctor::ctor(unsafe)]
fn load() {
    println!("hello");
    let _ = thread::spawn(|| say("child")).join();
    say(if thread::current().name().is_some() {
        "named"
    } else {
        "unnamed"
    });
}

fn main() {
    say("main");
}
