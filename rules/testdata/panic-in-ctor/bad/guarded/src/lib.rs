use std::ffi::CString;

struct State {
    name: Option<String>,
    list: Vec<u32>,
}

fn made() -> Option<u32> {
    std::hint::black_box(None)
}

#[ctor::ctor]
fn checked() {
    let (a, b) = (made(), made());
    if a.is_some() {
        b.unwrap(); // want "error: .*unwrap"
    }
    if a.is_none() {
        a.unwrap(); // want "error: .*unwrap"
    }
    if a.is_some() || b.is_some() {
        a.unwrap(); // want "error: .*unwrap"
    }
    if a.is_some() {
        let a = made();
        a.unwrap(); // want "error: .*unwrap"
    }
    if a.is_none() {
        let _ = b;
    }
    a.unwrap(); // want "error: .*unwrap"
}

#[ctor::ctor]
fn changed() {
    let mut s = State { name: None, list: Vec::new() };
    if s.name.is_some() {
        s.name = None;
        s.name.as_ref().unwrap(); // want "error: .*unwrap"
    }
    if s.name.is_some() {
        s.name.take();
        s.name.as_ref().unwrap(); // want "error: .*unwrap"
    }
    if !s.list.is_empty() {
        s.list.pop().unwrap();
        s.list.pop().unwrap(); // want "error: .*unwrap"
    }
    let text: Vec<u8> = std::hint::black_box(Vec::new());
    CString::new(text).unwrap(); // want "error: .*unwrap"
    CString::new("a\0b").unwrap(); // want "error: .*unwrap"
    assert!(s.list.len() > 3); // want "error: .*assert"
}

#[ctor::ctor]
fn remembered() {
    let mut a = made();
    let has = a.is_some();
    a = made();
    if has {
        a.unwrap(); // want "error: .*unwrap"
    }
    let mut b = made();
    if b.is_none() {
        b = made();
    }
    b.unwrap(); // want "error: .*unwrap"
    let mut c = Vec::new();
    c.push(1);
    c.clear();
    c.last().unwrap(); // want "error: .*unwrap"
}

static LOCK: std::sync::Mutex<u32> = std::sync::Mutex::new(0);

// The lock fails only where its holder panicked: true, and hardly ever.
#[ctor::ctor]
fn locks() {
    let n = *LOCK.lock().unwrap(); // want "information: .*unwrap.*, only where a thread panicked while it held the lock"
    if n > 1 {
        panic!("unsupported"); // want "^error: the host aborts while the library is loaded: `panic!` panics \(in constructor `locks`\), and a panic cannot leave a constructor"
    }
}

#[ctor::ctor]
fn another_question() {
    let text = String::from("key=value");
    if text.starts_with("key") {
        text.strip_prefix("value").unwrap(); // want "error: .*unwrap"
        text.strip_suffix("key").unwrap(); // want "error: .*unwrap"
    }
    if !text.contains('=') {
        text.find('=').unwrap(); // want "error: .*unwrap"
    }
    text.split_whitespace().next().unwrap(); // want "error: .*unwrap"
    let n = text.len();
    if n < 2 {
        n.checked_sub(2).unwrap(); // want "error: .*unwrap"
    }
    let a = made();
    if a.is_none() {
        let b = a;
        b.unwrap(); // want "error: .*unwrap"
    }
}

#[ctor::ctor]
fn texts_that_change() {
    for scheme in made().map(|n| n.to_string()) {
        url::Url::parse(&format!("{scheme}://")).unwrap(); // want "error: .*unwrap"
    }
    let mut scheme = "gs";
    if made().is_some() {
        scheme = "";
    }
    url::Url::parse(&format!("{scheme}://")).unwrap(); // want "error: .*unwrap"
    let other = made().map(|n| n.to_string()).unwrap_or_default();
    url::Url::parse(&format!("{}", other)).unwrap(); // want "error: .*unwrap"
}

static PREFIX: std::sync::OnceLock<&str> = std::sync::OnceLock::new();

// The constructor runs once: the cell is empty, and no logger is installed in this copy.
#[ctor::ctor]
fn once() {
    PREFIX.set("[plugin] ").unwrap(); // want "information: .*unwrap.*, only where it was done before"
    log::set_logger(&LOGGER).unwrap(); // want "information: .*unwrap.*, only where it was done before"
}

struct Quiet;
static LOGGER: Quiet = Quiet;

// An empty one has none, an iterator comes to its end, and a list can lose what it had.
#[ctor::ctor]
fn literals() {
    let none: [u32; 0] = [];
    none.first().unwrap(); // want "unwrap"
    "".chars().next().unwrap(); // want "unwrap"
    let mut letters = "a".chars();
    letters.next();
    letters.next().unwrap(); // want "unwrap"
    let mut list = vec![1];
    list.clear();
    list.last().unwrap(); // want "unwrap"
    [1, 2].iter().filter(|n| **n > 2).next().unwrap(); // want "unwrap"
}
