//! Rust highlighting for programs in C: most of rust-analyzer behind two exports.
use std::cell::RefCell;
use std::ffi::{CStr, CString, c_char};
use std::ptr::null;

use ra_ap_ide::Analysis;

thread_local! { static LAST: RefCell<CString> = RefCell::default(); }

/// The text as HTML, valid until the thread asks again; null where it is not UTF-8.
///
/// # Safety
///
/// `text` is a string that ends with a zero byte.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn highlight(text: *const c_char) -> *const c_char {
    let Ok(text) = unsafe { CStr::from_ptr(text) }.to_str() else {
        return null();
    };
    let (analysis, file) = Analysis::from_single_file(text.to_owned());
    let html = analysis.highlight_as_html(file, false).unwrap_or_default();
    LAST.with(|last| {
        *last.borrow_mut() = CString::new(html).unwrap_or_default();
        last.borrow().as_ptr()
    })
}

/// The number of syntax errors.
///
/// # Safety
///
/// `text` is a string that ends with a zero byte.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn errors(text: *const c_char) -> usize {
    let text = unsafe { CStr::from_ptr(text) }.to_string_lossy();
    let (analysis, file) = Analysis::from_single_file(text.into_owned());
    analysis.view_syntax_tree(file).map_or(0, |tree| tree.matches("ERROR").count())
}
