//! The prefix table. Hooks read it from any thread, hence the pointer.

use std::ffi::{CStr, CString};
use std::ptr;
use std::sync::atomic::{AtomicPtr, Ordering};

static RULES: AtomicPtr<Rules> = AtomicPtr::new(ptr::null_mut());

pub struct Rules {
    pairs: Vec<(Vec<u8>, Vec<u8>)>,
}

impl Rules {
    /// `from=to`, several separated by `:`.
    pub fn parse(spec: &str) -> Rules {
        let pairs = spec.split(':').map(pair).collect();
        Rules { pairs }
    }

    pub fn apply(&self, path: &CStr) -> Option<CString> {
        let bytes = path.to_bytes();
        let (from, to) = self.pairs.iter().find(|(from, _)| bytes.starts_with(from))?;
        let mut new = to.clone();
        new.extend_from_slice(&bytes[from.len()..]);
        CString::new(new).ok()
    }
}

fn pair(text: &str) -> (Vec<u8>, Vec<u8>) {
    match text.split_once('=') {
        Some((from, to)) => (absolute(from), absolute(to)),
        None => panic!("pathmap: `{text}` is not of the form from=to"),
    }
}

fn absolute(path: &str) -> Vec<u8> {
    assert!(path.starts_with('/'), "pathmap: `{path}` is not absolute");
    path.as_bytes().to_vec()
}

pub fn install(rules: Rules) {
    RULES.store(Box::into_raw(Box::new(rules)), Ordering::Release);
}

pub fn current() -> Option<&'static Rules> {
    unsafe { RULES.load(Ordering::Acquire).as_ref() }
}

/// Gives the table back, to keep leak checkers quiet.
pub fn uninstall() {
    let rules = RULES.swap(ptr::null_mut(), Ordering::AcqRel);
    if !rules.is_null() {
        drop(unsafe { Box::from_raw(rules) });
    }
}
