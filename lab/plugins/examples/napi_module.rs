//! `#[napi]` never says `ctor`; it registers at load all the same. Without Node the
//! export list can be looked at only through the registration function.

use napi as _;

#[napi_derive::napi]
pub fn add(a: u32, b: u32) -> u32 {
    a + b
}

#[unsafe(no_mangle)]
pub extern "C" fn entry() {}
