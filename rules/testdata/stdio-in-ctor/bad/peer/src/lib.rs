extern crate alloc as heap;

use ctor::ctor;
use std::fs;
use std::io::*;
use std::process;
use std::time::Duration;

// Attribute forms.

#[ctor::ctor]
fn says_nothing() {}

fn nobody_registers_this() {
    let _ = std::io::stdout().write(b"late");
}

#[rustfmt::skip]
fn another_attribute() {
    let _ = std::io::stdout().write(b"late");
}

#[ctor::ctor]
fn path_attribute() {
    let _ = std::io::stdout().write(b"early"); // want "`io::stdout`"
}

#[ctor::dtor]
fn destructor() {
    let _ = std::io::stdout().write(b"at the end"); // want stdio-in-dtor "`io::stdout`"
}

#[rustfmt::skip]
#[ctor::dtor]
#[rustfmt::skip]
fn between_attributes() {
    let _ = std::io::stdout().write(b"at the end"); // want stdio-in-dtor "`io::stdout`"
}

// What std offers.

#[ctor]
fn glob_imported() {
    let _ = stdout().write(b"early"); // want "`io::stdout`"
    let _ = stderr().write_all(b"early"); // want "`io::stderr`"
    println!("early"); // want "`println!`"
    let mut line = String::new();
    let _ = std::io::stdin().read_line(&mut line); // want "`io::stdin`"
}

#[ctor]
fn a_file() {
    let file = fs::File::create("early.txt"); // want std-in-ctor "`File::create`"
    let _file = file.unwrap(); // want panic-in-ctor "`Result::unwrap`"
}

#[ctor]
fn a_clock() {
    let _now = std::time::Instant::now(); // want std-in-ctor "`Instant::now`"
}

const A_SECOND: Duration = Duration::new(1, 0);

#[ctor]
fn a_nap() {
    std::thread::sleep(A_SECOND); // want std-in-ctor "`thread::sleep`"
}

#[ctor]
fn an_end() {
    process::exit(3); // want std-in-ctor "`process::exit`"
}

// What is fine: no std behind it.

#[ctor::ctor]
fn through_libc() {
    libc_print::libc_println!("early");
}

#[ctor::ctor]
fn core_only() {
    core::assert!(true);
}

#[ctor::ctor]
unsafe fn alloc_only() {
    let layout = heap::alloc::Layout::new::<u64>();
    let block = heap::alloc::alloc(layout);
    if !block.is_null() {
        heap::alloc::dealloc(block, layout);
    }
}

// Through other functions.

fn reports() {
    let _ = stderr().write_all(b"from a constructor"); // want "reached from constructor `calls_it` and 2 more"
}

fn counts() {
    for _ in 0..10 {}
}

#[ctor]
fn calls_it() {
    reports();
}

#[ctor]
fn calls_the_other() {
    counts();
}

#[ctor]
fn calls_both() {
    reports();
    counts();
}

#[ctor]
fn calls_a_constructor() {
    calls_both();
}

pub fn called_by_the_host() {
    reports();
    nobody_registers_this();
    another_attribute();
}

// Through a macro.

macro_rules! write_out {
    () => {
        let _ = std::io::stdout().write(b"early");
    };
}

#[ctor]
fn by_macro() {
    write_out!(); // want "`io::stdout`"
}
