//! SQLite, Redis, PostgreSQL, nginx.

use crate::{called, host, Ptr, NULL};
use std::ffi::{c_char, c_int, c_void, CStr};
use std::mem::transmute_copy;
use std::ptr::null_mut;

type Pointer = *mut c_void;

unsafe fn sqlite_function(db: Pointer) {
    type Create = extern "C" fn(Pointer, *const c_char, c_int, c_int, Pointer, Ptr, Ptr, Ptr, unsafe extern "C" fn(Pointer)) -> c_int;
    let create: Create = host(c"sqlite3_create_function_v2");
    create(db, c"lab".as_ptr(), 0, 1, null_mut(), Ptr(sqlite_call as *const c_void), NULL, NULL, sqlite_destroy);
}

unsafe extern "C" fn sqlite_call(context: Pointer, _: c_int, _: Pointer) {
    host::<extern "C" fn(Pointer, c_int)>(c"sqlite3_result_int")(context, 1);
}

unsafe extern "C" fn sqlite_destroy(_: Pointer) {
    called!();
}

#[no_mangle]
pub unsafe extern "C" fn sqlite3_lab_init(db: Pointer, _: Pointer, _: Pointer) -> c_int {
    called!();
    sqlite_function(db);
    0
}

/// SQLITE_OK_LOAD_PERMANENTLY.
#[no_mangle]
pub unsafe extern "C" fn sqlite3_permanent_init(db: Pointer, _: Pointer, _: Pointer) -> c_int {
    called!();
    sqlite_function(db);
    256
}

/// One argument: loading fails. Two: the module registers a data type.
#[no_mangle]
pub unsafe extern "C" fn RedisModule_OnLoad(context: *mut Pointer, _: Pointer, arguments: c_int) -> c_int {
    called!();
    let get: extern "C" fn(*const c_char, *mut Pointer) -> c_int = transmute_copy(&*context);
    let api = |name: &CStr| {
        let mut f = null_mut();
        get(name.as_ptr(), &mut f);
        f
    };
    let attributes: extern "C" fn(*mut Pointer, *const c_char, c_int, c_int) = transmute_copy(&api(c"RedisModule_SetModuleAttribs"));
    attributes(context, c"lab".as_ptr(), 1, 1);
    if arguments == 2 {
        let create: extern "C" fn(*mut Pointer, *const c_char, c_int, *const usize) -> Pointer = transmute_copy(&api(c"RedisModule_CreateDataType"));
        let methods: [usize; 7] = [1, 0, 0, 0, 0, 0, 0];
        create(context, c"labtype-1".as_ptr(), 0, methods.as_ptr());
    }
    (arguments == 1) as c_int
}

#[no_mangle]
pub unsafe extern "C" fn RedisModule_OnUnload(_: Pointer) -> c_int {
    called!();
    0
}

#[repr(C)]
pub struct Magic {
    len: c_int,
    version: c_int,
    limits: [c_int; 4],
    abi: [u8; 32],
}

/// The test says for which version: LAB_POSTGRESQL is "15".
#[no_mangle]
pub unsafe extern "C" fn Pg_magic_func() -> *const Magic {
    let version: c_int = std::env::var("LAB_POSTGRESQL").ok().and_then(|s| s.parse().ok()).unwrap_or(15);
    let mut abi = [0; 32];
    abi[..10].copy_from_slice(b"PostgreSQL");
    Box::into_raw(Box::new(Magic { len: size_of::<Magic>() as c_int, version: version * 100, limits: [100, 32, 64, 1], abi }))
}

#[no_mangle]
pub unsafe extern "C" fn _PG_init() {
    called!();
    host::<extern "C" fn(unsafe extern "C" fn(c_int, usize), usize)>(c"on_proc_exit")(postgresql_exit, 0);
}

#[no_mangle]
pub unsafe extern "C" fn _PG_fini() {
    called!();
}

unsafe extern "C" fn postgresql_exit(_: c_int, _: usize) {
    called!();
}

/// ngx_module_t.
#[repr(C)]
pub struct Module {
    context_index: usize,
    index: usize,
    name: Ptr,
    spare: [usize; 2],
    version: usize,
    signature: Ptr,
    context: Ptr,
    commands: Ptr,
    kind: usize,
    init_master: usize,
    init_module: Option<unsafe extern "C" fn(Pointer) -> isize>,
    init_process: Option<unsafe extern "C" fn(Pointer) -> isize>,
    threads: [usize; 2],
    exit_process: Option<unsafe extern "C" fn(Pointer)>,
    exit_master: Option<unsafe extern "C" fn(Pointer)>,
    hooks: [usize; 8],
}

#[repr(C)]
struct CoreModule {
    name_len: usize,
    name: Ptr,
    create: Ptr,
    init: Ptr,
}
unsafe impl Sync for CoreModule {}

static CORE: CoreModule = CoreModule { name_len: 3, name: Ptr(b"lab\0".as_ptr().cast()), create: NULL, init: NULL };
static COMMANDS: [usize; 7] = [0; 7];

static mut MODULE: Module = Module {
    context_index: usize::MAX,
    index: usize::MAX,
    name: NULL,
    spare: [0; 2],
    version: 0,
    signature: NULL,
    context: Ptr(&raw const CORE as *const c_void),
    commands: Ptr(&raw const COMMANDS as *const c_void),
    kind: 0x4552_4f43, // "CORE"
    init_master: 0,
    init_module: Some(nginx_module),
    init_process: Some(nginx_process),
    threads: [0; 2],
    exit_process: Some(nginx_exit_process),
    exit_master: Some(nginx_exit_master),
    hooks: [0; 8],
};

#[no_mangle]
pub static ngx_modules: [Ptr; 2] = [Ptr(&raw const MODULE as *const c_void), NULL];
#[no_mangle]
pub static ngx_module_names: [Ptr; 2] = [Ptr(b"lab\0".as_ptr().cast()), NULL];

/// nginx compares version and signature before it calls anything: LAB_NGINX is
/// "1022001 8,4,8,…".
#[used]
#[link_section = ".init_array"]
static SIGN: extern "C" fn() = {
    extern "C" fn sign() {
        let Ok(build) = std::env::var("LAB_NGINX") else { return };
        let Some((version, signature)) = build.split_once(' ') else { return };
        let signature = std::ffi::CString::new(signature).unwrap_or_default().into_raw();
        unsafe {
            MODULE.version = version.parse().unwrap_or(0);
            MODULE.signature = Ptr(signature.cast());
        }
    }
    sign
};

unsafe extern "C" fn nginx_module(_: Pointer) -> isize {
    called!();
    0
}

unsafe extern "C" fn nginx_process(_: Pointer) -> isize {
    called!();
    0
}

unsafe extern "C" fn nginx_exit_process(_: Pointer) {
    called!();
}

unsafe extern "C" fn nginx_exit_master(_: Pointer) {
    called!();
}

