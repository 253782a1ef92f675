//! Constructors by attribute, and what they call.
mod report;

use ctor::ctor;
use std::io::{self, Write};

#[ctor::ctor]
fn direct() {
    println!("one"); // want "^warning: the host can abort while the library is loaded: `println!` runs \(in constructor `direct`\), outside std's guarantees, and panics when stdout"
    print!("two\n"); // want "`print!`"
    eprintln!("three"); // want "stderr is a full device"
    eprint!("four\n"); // want "`eprint!`"
    dbg!(5); // want "`dbg!` .*stderr"
    std::println!("six"); // want "println!"
}

#[ctor]
fn handles() {
    let _ = io::stdout().write_all(b"x"); // want "stdout.*SIGPIPE"
    let _ = std::io::stderr().write_all(b"x"); // want "stderr.*SIGPIPE"
    let mut line = String::new();
    let _ = io::stdin().read_line(&mut line); // want "^warning: the host can wait for input while the library is loaded: `io::stdin` runs \(in constructor `handles`\), outside std's guarantees, and a read"
}

#[ctor]
unsafe fn nested() {
    if std::env::args().len() > 9 { // want std-in-ctor "env::args"
        for i in 0..3 {
            match i {
                0 => println!("zero"), // want "in constructor `nested`"
                _ => {}
            }
        }
    }
    let show = |n: i32| println!("{n}"); // want "`println!`"
    show(1);
}

#[ctor]
fn transitive() {
    report::open("a");
}

#[ctor]
fn also_transitive() {
    report::open("b");
}

struct Greeter {
    name: String,
}

impl Greeter {
    fn new() -> Self {
        Greeter { name: String::from("x") }
    }
    fn greet(&self) {
        println!("{}", self.name); // want "reached from constructor `by_method`"
    }
}

impl Drop for Greeter {
    fn drop(&mut self) {
        println!("bye"); // want "reached from constructor `by_method`"
    }
}

#[ctor]
fn by_method() {
    let g = Greeter::new();
    g.greet();
}

macro_rules! say {
    ($e:expr) => {
        println!("said {}", $e)
    };
}

#[ctor]
fn by_macro() {
    say!(1); // want "println!"
}

fn chosen() {
    println!("chosen"); // want "reached from constructor `by_pointer`"
}

static HOOK: fn() = chosen;

#[ctor]
fn by_pointer() {
    HOOK();
}

/// The same function is an export as well: the constructor is what counts.
#[no_mangle]
pub extern "C" fn plugin_start() {
    report::open("c");
}
