use std::panic;

// Nothing here can fail in a way that panics.
#[ctor::ctor]
fn handles_failure() {
    let n: u32 = text().and_then(|t| t.parse().ok()).unwrap_or(0);
    let m = text().map(str::len).unwrap_or_default();
    let k = text().unwrap_or_else(|| "none");
    if let Some(t) = text() {
        keep(t.len());
    }
    keep(n as usize + m + k.len());
    let _ = checked();
}

fn text() -> Option<&'static str> {
    None
}

fn keep(_: usize) {}

fn checked() -> Result<u32, std::num::ParseIntError> {
    let n: u32 = "1".parse()?;
    Ok(n)
}

// A panic that is caught does not reach the loader.
#[ctor::ctor]
fn caught() {
    let _ = panic::catch_unwind(|| {
        text().unwrap();
        risky();
    });
}

fn risky() {
    panic!("caught by the caller");
}

// Debug assertions are off in the profile that ships.
#[ctor::ctor]
fn debug_only() {
    debug_assert!(text().is_none());
    debug_assert_eq!(1, 1);
}

// Indexing and division are reported with panics = "all" only.
#[ctor::ctor]
fn implicit() {
    let table = [1, 2, 3];
    let n = table.len() - 1;
    keep(table[n] / 2);
}

// Only the host's calls reach these.
#[no_mangle]
pub extern "C" fn plugin_start() {
    text().unwrap();
    assert!(text().is_some());
}

// A type of our own with an unwrap that does not panic.
struct Wrapped(u32);

impl Wrapped {
    fn unwrap(self) -> u32 {
        self.0
    }
}

#[ctor::ctor]
fn own_method() {
    keep(Wrapped(1).unwrap() as usize);
}

const _: () = assert!(std::mem::size_of::<usize>() >= 4); // evaluated by the compiler

#[ctor::ctor]
fn constant() {
    const LIMIT: usize = match option_env!("NONE") {
        None => 1,
        Some(_) => 2,
    };
    keep(LIMIT);
}
