//! GStreamer, LV2, LADSPA, ALSA.

use crate::{called, fails, host, Ptr, NULL};
use std::ffi::{c_char, c_int, c_ulong, c_void};
use std::ptr::null;

type Pointer = *mut c_void;

/// GstPluginDesc.
#[repr(C)]
pub struct Description {
    version: [c_int; 2],
    name: Ptr,
    description: Ptr,
    init: Option<unsafe extern "C" fn(Pointer) -> c_int>,
    texts: [Ptr; 6],
    reserved: [usize; 4],
}

macro_rules! text {
    ($s:literal) => {
        Ptr(concat!($s, "\0").as_ptr().cast())
    };
}

static DESCRIPTION: Description = Description {
    version: [1, 0],
    name: text!("lab"),
    description: text!("a plugin to look at"),
    init: Some(gstreamer_init),
    texts: [text!("1.0"), text!("LGPL"), text!("lab"), text!("lab"), text!("https://example.org"), NULL],
    reserved: [0; 4],
};

#[no_mangle]
pub unsafe extern "C" fn gst_plugin_lab_get_desc() -> *const Description {
    called!();
    &DESCRIPTION
}

unsafe extern "C" fn gstreamer_init(_: Pointer) -> c_int {
    called!();
    !fails() as c_int
}

/// LV2_Descriptor.
#[repr(C)]
pub struct Lv2 {
    uri: Ptr,
    instantiate: unsafe extern "C" fn(Pointer, f64, *const c_char, Pointer) -> Pointer,
    connect: unsafe extern "C" fn(Pointer, u32, Pointer),
    activate: Ptr,
    run: unsafe extern "C" fn(Pointer, u32),
    deactivate: Ptr,
    cleanup: unsafe extern "C" fn(Pointer),
    extension: Ptr,
}

static LV2: Lv2 =
    Lv2 { uri: text!("urn:lab"), instantiate: lv2_instantiate, connect: lv2_connect, activate: NULL, run: lv2_run, deactivate: NULL, cleanup: lv2_cleanup, extension: NULL };

#[no_mangle]
pub unsafe extern "C" fn lv2_descriptor(index: u32) -> *const Lv2 {
    called!();
    if index == 0 {
        return &LV2;
    }
    null()
}

unsafe extern "C" fn lv2_instantiate(_: Pointer, _: f64, _: *const c_char, _: Pointer) -> Pointer {
    called!();
    &raw const LV2 as Pointer
}

unsafe extern "C" fn lv2_connect(_: Pointer, _: u32, _: Pointer) {}

unsafe extern "C" fn lv2_run(_: Pointer, _: u32) {}

unsafe extern "C" fn lv2_cleanup(_: Pointer) {
    called!();
}

#[no_mangle]
pub unsafe extern "C" fn ladspa_descriptor(_: c_ulong) -> *const c_void {
    called!();
    null()
}

/// ALSA looks for this name before it calls the function.
#[no_mangle]
pub static __snd_pcm_lab_open_dlsym_pcm_001: u8 = 0;

/// Plays into nothing; -ENODEV where the test asks for a failure.
#[no_mangle]
pub unsafe extern "C" fn _snd_pcm_lab_open(pcm: Pointer, name: *const c_char, _: Pointer, _: Pointer, stream: c_int, mode: c_int) -> c_int {
    called!();
    if fails() {
        return -19;
    }
    host::<extern "C" fn(Pointer, *const c_char, c_int, c_int) -> c_int>(c"snd_pcm_null_open")(pcm, name, stream, mode)
}
