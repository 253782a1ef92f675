use std::collections::HashMap;
use std::ffi::{CStr, CString};
use std::num::NonZeroU32;

const PAGE: usize = 4096;

struct State {
    name: Option<String>,
    list: Vec<u32>,
    map: HashMap<String, u32>,
}

fn state() -> State {
    State { name: None, list: Vec::new(), map: HashMap::new() }
}

fn made() -> Option<u32> {
    std::hint::black_box(None)
}

#[ctor::ctor]
fn checked() {
    let a = made();
    if a.is_some() {
        a.unwrap();
    }
    if a.is_none() {
        return;
    }
    a.unwrap();
    let b = made();
    if b.is_some() && b.unwrap() > 1 {}
    if b.is_none() || b.unwrap() > 1 {}
    if !b.is_some() {
    } else {
        b.expect("checked");
    }
    let c = made();
    match c {
        Some(_) => drop(c.unwrap()),
        None => {}
    }
    let d = made();
    let Some(_) = d else { return };
    d.unwrap();
    let e = made();
    if let None = e {
        return;
    }
    e.unwrap();
    let f = made();
    if matches!(f, Some(_)) {
        f.unwrap();
    }
    if std::env::var("X").is_ok() { // want std-in-ctor "env::var"
        std::env::var("X").unwrap(); // want std-in-ctor "env::var"
    }
}

#[ctor::ctor]
fn fields() {
    let mut s = state();
    if s.name.is_some() {
        s.name.as_ref().unwrap();
        s.name.take().unwrap();
    }
    if !s.list.is_empty() {
        s.list.first().unwrap();
        s.list.iter().max().unwrap();
        s.list.pop().unwrap();
    }
    if s.list.len() > 0 {
        s.list.last().unwrap();
    }
    if s.map.contains_key("k") {
        s.map.get("k").unwrap();
    }
    s.name = Some(String::new());
    s.name.as_mut().unwrap();
    let mut n = made();
    while n.is_some() {
        n.unwrap();
        n = made();
    }
}

#[ctor::ctor]
fn constants() {
    CString::new("open").unwrap();
    CStr::from_bytes_with_nul(b"open\0").unwrap();
    NonZeroU32::new(7).unwrap();
    "127".parse::<u8>().unwrap();
    assert!(PAGE > 0);
    assert!(PAGE.is_power_of_two());
    assert_eq!(std::mem::size_of::<u64>(), 8);
    assert_ne!(PAGE, 0);
    Some(1).unwrap();
}

// A condition that a variable keeps, and a value that is put there where it is missing.
#[ctor::ctor]
fn remembered() {
    let a = made();
    let has = a.is_some();
    if has {
        a.unwrap();
    }
    let lacks = a.is_none();
    if lacks {
        return;
    }
    a.unwrap();
    let mut b = made();
    if b.is_none() {
        b = Some(1);
    }
    b.unwrap();
    let mut c = made();
    c.get_or_insert(1);
    c.unwrap();
    let mut d = Vec::new();
    d.push(1);
    d.last().unwrap();
    let mut m = HashMap::new();
    m.insert("k", 1);
    m.get("k").unwrap();
    let e = made();
    let missing = match e {
        Some(_) => false,
        None => return,
    };
    if !missing {
        e.unwrap();
    }
}

// What a question answers holds for the call that gets what was asked for, and for the
// variable that takes the value over.
#[ctor::ctor]
fn asked() {
    let text = String::from("key=value");
    if text.starts_with("key") {
        text.strip_prefix("key").unwrap();
    }
    if text.contains('=') {
        text.find('=').unwrap();
        text.split_once('=').unwrap();
    }
    text.split(',').next().unwrap();
    let n = text.len();
    if n >= 2 {
        n.checked_sub(2).unwrap();
    }
    if n.checked_add(1).is_some() {
        n.checked_add(1).unwrap();
    }
    let a = made();
    if a.is_some() {
        let b = a;
        b.unwrap();
    }
}

// A text that is put together from constants was tried once and for all.
#[ctor::ctor]
fn constant_texts() {
    for scheme in ["s3", "s3a"].iter() {
        url::Url::parse(&format!("{scheme}://")).unwrap();
    }
    let scheme = "gs";
    url::Url::parse(&format!("{scheme}://")).unwrap();
    url::Url::parse(&format!("{}://{}", scheme, 1)).unwrap();
}

// A literal with something in it has a first element, a greatest one and a last.
#[ctor::ctor]
fn literals() {
    let list = [1, 2, 3];
    list.iter().max().unwrap();
    list.first().unwrap();
    list.iter().copied().rev().reduce(|a, b| a + b).unwrap();
    vec!["a", "b"].iter().map(|s| s.len()).min().unwrap();
    "name".chars().next().unwrap();
    "name".bytes().max_by_key(|b| b % 7).unwrap();
    let owned = "name".to_string();
    owned.chars().last().unwrap();
}
