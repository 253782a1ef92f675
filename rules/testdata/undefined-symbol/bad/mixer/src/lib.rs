use std::ffi::c_void;

extern "C" {
    fn lua_pushnumber(state: *mut c_void, value: f64);
    // Of a C library that the build script was to link.
    fn mixer_gain() -> f64; // want "error: `mixer_gain` is undefined in `target/release/libmixer.so`, no needed library has it, and Lua is not known to export it"
}

/// # Safety
/// `state` is the state that `require` passes.
#[no_mangle]
pub unsafe extern "C" fn luaopen_mixer(state: *mut c_void) -> i32 {
    lua_pushnumber(state, mixer_gain());
    1
}
