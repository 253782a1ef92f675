//! What an optimising build takes away, by `--cfg 'what="..."'`.
#![allow(dead_code)]

extern "C" fn run() {
    // A branch that is never taken, and an unwrap that cannot fail.
    #[cfg(what = "branch")]
    {
        const VERBOSE: bool = false;
        if VERBOSE {
            println!("never");
        }
    }
    #[cfg(what = "unwrap")]
    std::hint::black_box("7".parse::<u8>().is_ok() as u8 + Some(1u8).unwrap());
}

#[cfg(not(what = "unused"))]
#[used]
#[link_section = ".init_array"]
static SLOT: extern "C" fn() = run;

// Nothing keeps it: the linker drops it where sections are collected.
#[cfg(what = "unused")]
#[link_section = ".init_array"]
static SLOT: extern "C" fn() = run;

#[no_mangle]
pub extern "C" fn entry() {
    #[cfg(what = "unused")]
    run();
}
