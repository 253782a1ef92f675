//! Lines and what debug information must tell of them, in optimised builds as well:
//! `// calls PATH` is the target of a call of that line or of what was inlined there,
//! `// is PATH` the function declared there, and `// is dropped` one that is in no library.
use std::cell::RefCell;

thread_local! { static SEEN: RefCell<Vec<String>> = RefCell::new(Vec::new()); }

trait Act {
    fn act(&self, n: u32) -> u32;
}

struct Quiet;

impl Act for Quiet {
    #[inline(never)]
    fn act(&self, n: u32) -> u32 { // is <lines::Quiet as lines::Act>::act
        n.checked_sub(7).unwrap() // calls core::option::unwrap_failed
    }
}

struct Loud;

impl Act for Loud {
    fn act(&self, n: u32) -> u32 { // is <lines::Loud as lines::Act>::act
        println!("{n}"); // calls std::io::stdio::_print
        n
    }
}

#[inline(always)]
fn folded(n: u32) -> u32 { // is lines::folded
    Quiet.act(n) ^ 1 // calls <lines::Quiet as lines::Act>::act
}

#[inline(never)]
fn generic<A: Act>(a: &A, n: u32) -> u32 { // is lines::generic
    a.act(n) // calls <lines::Quiet as lines::Act>::act
}

fn never() { // is dropped
    eprintln!("never");
}

#[no_mangle]
pub extern "C" fn entry(n: u32) -> u32 { // is entry
    let v = if n > 3 { folded(n) } else { 0 }; // calls <lines::Quiet as lines::Act>::act
    let d: Box<dyn Act> = if n > 5 { Box::new(Loud) } else { Box::new(Quiet) };
    let w = d.act(n); // calls ?
    SEEN.with(|s| {
        s.borrow_mut().push(
            std::env::args().collect(), // calls std::env::args
        )
    });
    std::thread::spawn(move || std::process::exit(n as i32)); // calls std::process::exit
    v ^ w ^ generic(&Quiet, n) // calls lines::generic
}
