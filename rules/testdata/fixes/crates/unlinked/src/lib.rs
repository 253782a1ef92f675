//! The plugin.
#![allow(dead_code)]

/// The first item has a comment of its own.
#[no_mangle]
pub extern "C" fn plugin_call() {}
