//! The C ABI: the `clap_entry` symbol and as much of CLAP 1.2 as this plugin needs.

use std::ffi::{c_char, c_void, CStr};
use std::ptr;

use crate::{dsp::Chorus, worker, BANK};

#[repr(C)]
pub struct Version {
    major: u32,
    minor: u32,
    revision: u32,
}

#[repr(C)]
pub struct Entry {
    version: Version,
    init: unsafe extern "C" fn(*const c_char) -> bool,
    deinit: unsafe extern "C" fn(),
    get_factory: unsafe extern "C" fn(*const c_char) -> *const c_void,
}

#[no_mangle]
#[allow(non_upper_case_globals)]
pub static clap_entry: Entry = Entry {
    version: Version { major: 1, minor: 2, revision: 2 },
    init,
    deinit,
    get_factory,
};

#[repr(C)]
pub struct Factory {
    count: unsafe extern "C" fn(*const Factory) -> u32,
    create: unsafe extern "C" fn(*const Factory, f64) -> *mut Chorus,
    select: unsafe extern "C" fn(*mut Chorus, *const c_char) -> bool,
    process: unsafe extern "C" fn(*mut Chorus, *const f32, *mut f32, usize),
    destroy: unsafe extern "C" fn(*mut Chorus),
}

static FACTORY: Factory = Factory { count, create, select, process, destroy };

unsafe extern "C" fn init(path: *const c_char) -> bool {
    if !path.is_null() {
        log::debug!("loaded from {:?}", CStr::from_ptr(path));
    }
    worker::start();
    true
}

unsafe extern "C" fn deinit() {
    worker::stop();
}

unsafe extern "C" fn get_factory(id: *const c_char) -> *const c_void {
    if id.is_null() || CStr::from_ptr(id) != c"clap.plugin-factory" {
        return ptr::null();
    }
    ptr::from_ref(&FACTORY).cast()
}

unsafe extern "C" fn count(_: *const Factory) -> u32 {
    BANK.get().map_or(0, |b| b.len() as u32)
}

unsafe extern "C" fn create(_: *const Factory, sample_rate: f64) -> *mut Chorus {
    let mut chorus = Chorus::new(sample_rate as f32);
    if let Some(first) = BANK.get().and_then(|b| b.get(0)) {
        chorus.params = first.params;
    }
    Box::into_raw(Box::new(chorus))
}

unsafe extern "C" fn select(chorus: *mut Chorus, name: *const c_char) -> bool {
    let name = CStr::from_ptr(name).to_string_lossy();
    match BANK.get().and_then(|b| b.named(&name)) {
        Some(preset) => {
            (*chorus).params = preset.params;
            true
        }
        None => false,
    }
}

unsafe extern "C" fn process(chorus: *mut Chorus, input: *const f32, output: *mut f32, n: usize) {
    let input = std::slice::from_raw_parts(input, n);
    let output = std::slice::from_raw_parts_mut(output, n);
    (*chorus).process(input, output);
    worker::report(output);
}

unsafe extern "C" fn destroy(chorus: *mut Chorus) {
    drop(Box::from_raw(chorus));
}
