#[ctor::ctor]
fn macros() {
    let n = count();
    if n == 1 {
        panic!("one"); // want "^error: the host aborts while the library is loaded: `panic!` panics \(in constructor `macros`\), and a panic cannot leave a constructor"
    }
    if n == 2 {
        todo!() // want "`todo!` panics"
    }
    if n == 3 {
        unimplemented!("three"); // want "`unimplemented!` panics"
    }
    assert!(n < 10); // want "`assert!` can panic"
    assert_eq!(n, 4, "four"); // want "`assert_eq!`"
    assert_ne!(n, 5); // want "`assert_ne!`"
    match n {
        0..=9 => {}
        _ => unreachable!(), // want "`unreachable!` panics"
    }
}

fn count() -> u32 {
    7
}

#[ctor::ctor]
fn methods() {
    let text: Option<&str> = text();
    text.unwrap(); // want "unwrap` can panic"
    text.expect("text"); // want "expect` can panic"
    let parsed: Result<u32, std::num::ParseIntError> = text.unwrap_or_default().parse();
    let _ = parsed.unwrap(); // want "unwrap"
    let failed: Result<u32, u32> = Err(1);
    failed.unwrap_err(); // want "unwrap_err"
}

fn text() -> Option<&'static str> {
    None
}

#[ctor::ctor]
fn transitive() {
    outer();
}

fn outer() {
    deeper(None)
}

fn deeper(value: Option<u32>) {
    value.unwrap(); // want "reached from constructor `transitive`"
}

macro_rules! must {
    ($e:expr) => {
        $e.expect("must")
    };
}

#[ctor::ctor]
fn by_macro() {
    let _ = must!(text()); // want "expect"
}

// The closure of a spawned thread runs on that thread: its panic ends there.
#[ctor::ctor]
fn in_once() {
    static ONCE: std::sync::Once = std::sync::Once::new();
    ONCE.call_once(|| {
        text().unwrap(); // want "in constructor `in_once`|reached from constructor `in_once`"
    });
}
