//! PAM, the name service switch, OpenSSL, PKCS#11, Vulkan, GIO.

use crate::{called, fails, host};
use std::ffi::{c_char, c_int, c_uint, c_void};
use std::ptr::null_mut;

type Pointer = *mut c_void;

#[no_mangle]
pub unsafe extern "C" fn pam_sm_authenticate(handle: Pointer, _: c_int, _: c_int, _: Pointer) -> c_int {
    called!();
    type Set = extern "C" fn(Pointer, *const c_char, Pointer, unsafe extern "C" fn(Pointer, Pointer, c_int)) -> c_int;
    host::<Set>(c"pam_set_data")(handle, c"lab".as_ptr(), null_mut(), pam_cleanup)
}

unsafe extern "C" fn pam_cleanup(_: Pointer, _: Pointer, _: c_int) {
    called!();
}

#[no_mangle]
pub unsafe extern "C" fn pam_sm_setcred(_: Pointer, _: c_int, _: c_int, _: Pointer) -> c_int {
    called!();
    0
}

#[no_mangle]
pub unsafe extern "C" fn pam_sm_open_session(_: Pointer, _: c_int, _: c_int, _: Pointer) -> c_int {
    called!();
    0
}

#[no_mangle]
pub unsafe extern "C" fn pam_sm_close_session(_: Pointer, _: c_int, _: c_int, _: Pointer) -> c_int {
    called!();
    0
}

/// NSS_STATUS_NOTFOUND.
#[no_mangle]
pub unsafe extern "C" fn _nss_lab_getpwnam_r(_: *const c_char, _: Pointer, _: *mut c_char, _: usize, _: *mut c_int) -> c_int {
    called!();
    0
}

#[repr(C)]
struct Dispatch {
    id: c_int,
    f: Option<unsafe extern "C" fn(Pointer)>,
}

/// OSSL_FUNC_PROVIDER_TEARDOWN is 1024.
static FUNCTIONS: [Dispatch; 2] = [Dispatch { id: 1024, f: Some(openssl_teardown) }, Dispatch { id: 0, f: None }];

#[no_mangle]
pub unsafe extern "C" fn OSSL_provider_init(handle: Pointer, _: Pointer, out: *mut *const c_void, context: *mut Pointer) -> c_int {
    called!();
    *out = FUNCTIONS.as_ptr().cast();
    *context = handle;
    !fails() as c_int
}

unsafe extern "C" fn openssl_teardown(_: Pointer) {
    called!();
}

/// VkNegotiateLayerInterface: sType, pNext, version, three functions.
#[no_mangle]
pub unsafe extern "C" fn vkNegotiateLoaderLayerInterfaceVersion(layer: *mut usize) -> c_int {
    called!();
    *layer.add(3) = vulkan_instance as *const () as usize;
    *layer.add(4) = vulkan_device as *const () as usize;
    *layer.add(5) = 0;
    0
}

/// VkLayerInstanceCreateInfo, as far as it leads to the next layer.
#[repr(C)]
struct Link {
    kind: c_uint,
    next: *mut Link,
    function: c_uint,
    link: *mut LayerLink,
}

#[repr(C)]
struct LayerLink {
    next: *mut LayerLink,
    get: extern "C" fn(Pointer, *const c_char) -> Pointer,
}

static mut NEXT: Option<extern "C" fn(Pointer, *const c_char) -> Pointer> = None;

unsafe extern "C" fn vulkan_instance(instance: Pointer, name: *const c_char) -> Pointer {
    match std::ffi::CStr::from_ptr(name).to_bytes() {
        b"vkGetInstanceProcAddr" => vulkan_instance as *const () as Pointer,
        b"vkCreateInstance" => vulkan_create as *const () as Pointer,
        _ => NEXT.map_or(null_mut(), |next| next(instance, name)),
    }
}

unsafe extern "C" fn vulkan_device(_: Pointer, _: *const c_char) -> Pointer {
    null_mut()
}

unsafe extern "C" fn vulkan_create(info: *const *mut Link, allocator: Pointer, instance: *mut Pointer) -> c_int {
    called!();
    let mut link = *info.add(1);
    while !link.is_null() && ((*link).kind != 47 || (*link).function != 0) {
        link = (*link).next;
    }
    if link.is_null() {
        return -3;
    }
    let next = (*(*link).link).get;
    NEXT = Some(next);
    (*link).link = (*(*link).link).next;
    let create: Option<unsafe extern "C" fn(*const *mut Link, Pointer, *mut Pointer) -> c_int> = std::mem::transmute(next(null_mut(), c"vkCreateInstance".as_ptr()));
    create.map_or(-3, |f| f(info, allocator, instance))
}

#[no_mangle]
pub unsafe extern "C" fn g_io_lab_load(module: Pointer) {
    called!();
    if std::env::var_os("LAB_RESIDENT").is_some() {
        host::<extern "C" fn(Pointer) -> c_int>(c"g_type_module_use")(module);
    }
}

#[no_mangle]
pub unsafe extern "C" fn g_io_lab_unload(_: Pointer) {
    called!();
}

#[no_mangle]
pub unsafe extern "C" fn g_io_lab_query() -> Pointer {
    called!();
    let list: extern "C" fn(usize) -> *mut *mut c_char = host(c"g_malloc0");
    let copy: extern "C" fn(*const c_char) -> *mut c_char = host(c"g_strdup");
    let names = list(16);
    *names = copy(c"gio-lab-point".as_ptr());
    names.cast()
}
