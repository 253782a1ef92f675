//! Python, Node.js, Lua, Ruby, PHP.

use crate::{called, fails, host, Ptr, NULL};
use std::ffi::{c_char, c_int, c_uint, c_void, CString};
use std::ptr::{addr_of_mut, null, null_mut};

type Pointer = *mut c_void;

/// PyModuleDef, in words: head (5), name, doc, size, methods, slots, traverse, clear, free.
static mut MODULE: [usize; 13] = [0; 13];
static mut SLOTS: [usize; 2] = [0; 2];

/// Several phases, so that each interpreter makes a module of its own.
#[no_mangle]
pub unsafe extern "C" fn PyInit_lab() -> Pointer {
    called!();
    let def = addr_of_mut!(MODULE);
    (*def)[0] = 1;
    (*def)[5] = c"lab".as_ptr() as usize;
    (*def)[9] = addr_of_mut!(SLOTS) as usize;
    (*def)[12] = python_module_free as *const () as usize;
    host::<extern "C" fn(Pointer) -> Pointer>(c"PyModuleDef_Init")(def.cast())
}

unsafe extern "C" fn python_module_free(_: Pointer) {
    called!();
}

#[no_mangle]
pub unsafe extern "C" fn napi_register_module_v1(env: Pointer, exports: Pointer) -> Pointer {
    called!();
    let add: extern "C" fn(Pointer, unsafe extern "C" fn(Pointer), Pointer) -> c_int = host(c"napi_add_env_cleanup_hook");
    add(env, node_cleanup, null_mut());
    exports
}

unsafe extern "C" fn node_cleanup(_: Pointer) {
    called!();
}

/// A table with a finaliser.
#[no_mangle]
pub unsafe extern "C" fn luaopen_lab(state: Pointer) -> c_int {
    called!();
    let table: extern "C" fn(Pointer, c_int, c_int) = host(c"lua_createtable");
    let closure: extern "C" fn(Pointer, unsafe extern "C" fn(Pointer) -> c_int, c_int) = host(c"lua_pushcclosure");
    let set_field: extern "C" fn(Pointer, c_int, *const c_char) = host(c"lua_setfield");
    let set_metatable: extern "C" fn(Pointer, c_int) -> c_int = host(c"lua_setmetatable");
    table(state, 0, 0);
    table(state, 0, 0);
    closure(state, lua_collect, 0);
    set_field(state, -2, c"__gc".as_ptr());
    set_metatable(state, -2);
    1
}

unsafe extern "C" fn lua_collect(_: Pointer) -> c_int {
    called!();
    0
}

#[no_mangle]
pub unsafe extern "C" fn Init_lab() {
    called!();
    host::<extern "C" fn(unsafe extern "C" fn(usize), usize)>(c"rb_set_end_proc")(ruby_end, 8);
}

unsafe extern "C" fn ruby_end(_: usize) {
    called!();
}

/// zend_module_entry of PHP 7 and 8.
#[repr(C)]
struct Module {
    size: u16,
    api: c_uint,
    debug: u8,
    zts: u8,
    ini: *const c_void,
    deps: *const c_void,
    name: *const c_char,
    functions: *const c_void,
    startup: Option<unsafe extern "C" fn(c_int, c_int) -> c_int>,
    shutdown: Option<unsafe extern "C" fn(c_int, c_int) -> c_int>,
    request_startup: Option<unsafe extern "C" fn(c_int, c_int) -> c_int>,
    request_shutdown: Option<unsafe extern "C" fn(c_int, c_int) -> c_int>,
    info: Ptr,
    version: *const c_char,
    globals_size: usize,
    globals: [Ptr; 3],
    post_deactivate: Ptr,
    started: c_int,
    kind: u8,
    handle: Ptr,
    number: c_int,
    build: *const c_char,
}

/// The test says for which build: LAB_PHP is "API20220829,NTS".
#[no_mangle]
pub unsafe extern "C" fn get_module() -> *const c_void {
    called!();
    let build = std::env::var("LAB_PHP").unwrap_or_default();
    let api = build.trim_start_matches("API").split(',').next().and_then(|s| s.parse().ok()).unwrap_or(0);
    let module = Module {
        size: size_of::<Module>() as u16,
        api,
        debug: 0,
        zts: build.contains(",TS") as u8,
        ini: null(),
        deps: null(),
        name: c"lab".as_ptr(),
        functions: null(),
        startup: Some(php_startup),
        shutdown: Some(php_shutdown),
        request_startup: Some(php_request),
        request_shutdown: None,
        info: NULL,
        version: c"1".as_ptr(),
        globals_size: 0,
        globals: [NULL, NULL, NULL],
        post_deactivate: NULL,
        started: 0,
        kind: 0,
        handle: NULL,
        number: 0,
        build: CString::new(build).unwrap_or_default().into_raw(),
    };
    Box::into_raw(Box::new(module)).cast()
}

unsafe extern "C" fn php_startup(_: c_int, _: c_int) -> c_int {
    called!();
    if fails() {
        return -1;
    }
    0
}

unsafe extern "C" fn php_shutdown(_: c_int, _: c_int) -> c_int {
    called!();
    0
}

unsafe extern "C" fn php_request(_: c_int, _: c_int) -> c_int {
    called!();
    0
}
