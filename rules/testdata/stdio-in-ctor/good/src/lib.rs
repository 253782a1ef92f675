use std::fmt::Write as _;
use std::sync::atomic::{AtomicU32, Ordering};

static COUNT: AtomicU32 = AtomicU32::new(0);

// Atomics, formatting and allocation touch no stream.
#[ctor::ctor]
fn counts() {
    COUNT.fetch_add(1, Ordering::Relaxed);
    let mut text = String::new();
    let _ = write!(text, "{}", COUNT.load(Ordering::Relaxed));
    let _ = format!("{text}");
}

// libc writes to the descriptor; std is not asked.
#[ctor::ctor]
fn raw() {
    let text = b"loaded\n";
    unsafe { libc::write(2, text.as_ptr().cast(), text.len()) };
}

// Only an export prints: the host called it.
#[no_mangle]
pub extern "C" fn plugin_start() {
    println!("started");
    report();
}

fn report() {
    eprintln!("report");
}

// A macro of our own with the same name is not std's.
mod quiet {
    macro_rules! println {
        ($($t:tt)*) => {
            ()
        };
    }
    #[ctor::ctor]
    fn shadowed() {
        println!("nothing");
    }
}

// A function of our own called stdout is not std's.
mod own {
    fn stdout() -> u32 {
        1
    }
    #[ctor::ctor]
    fn named() {
        let _ = stdout();
    }
}

// The code is for another system.
#[cfg(windows)]
#[ctor::ctor]
fn other_system() {
    println!("windows");
}

#[ctor::ctor]
fn part_for_another_system() {
    #[cfg(target_os = "macos")]
    println!("mac");
    if cfg!(debug_assertions) {
        // The release profile is the one that ships.
    }
}

// A closure that is kept and not called prints when the host calls it.
static LATER: std::sync::OnceLock<fn()> = std::sync::OnceLock::new();

#[ctor::ctor]
fn registers() {
    let _ = LATER.set(report);
}

#[no_mangle]
pub extern "C" fn plugin_report() {
    if let Some(f) = LATER.get() {
        f();
    }
}

// #[ctor] in a comment, and "#[ctor] fn x() { println!() }" in a string.
pub const TEXT: &str = "#[ctor::ctor] fn x() { println!() }";

#[cfg(test)]
mod tests {
    #[ctor::ctor]
    fn for_tests() {
        println!("tests");
    }
}

// Installing a logger prints nothing by itself.
#[ctor::ctor]
fn installs() {
    let _ = env_logger::try_init();
}
