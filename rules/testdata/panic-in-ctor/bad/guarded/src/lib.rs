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
