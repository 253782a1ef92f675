#![no_std]
#![crate_type="staticlib"]
use core::ffi::c_void;
#[panic_handler] fn p(_: &core::panic::PanicInfo) -> ! { loop {} }
#[link(name = "kernel32")]
extern "C" { fn OutputDebugStringA(s: *const u8); fn Sleep(ms: u32); }
type Callback = unsafe extern "system" fn(*mut c_void, u32, *mut c_void);
#[used] #[link_section = ".CRT$XCU"] static INIT: unsafe extern "C" fn() = on_load;
#[used] #[link_section = ".CRT$XLB"] static THREAD: Callback = on_thread;
unsafe extern "C" fn on_load() { OutputDebugStringA(c"load".as_ptr().cast()); }
unsafe extern "system" fn on_thread(_: *mut c_void, _reason: u32, _: *mut c_void) { Sleep(0); }
#[no_mangle] pub unsafe extern "system" fn DllMain(_: *mut c_void, reason: u32, _: *mut c_void) -> i32 { if reason == 1 { OutputDebugStringA(c"attach".as_ptr().cast()); } 1 }
#[no_mangle] pub unsafe extern "C" fn plugin_run(n: i32) -> i32 { Sleep(n as u32); n }
#[no_mangle] pub static PLUGIN_TABLE: [unsafe extern "C" fn(i32) -> i32; 1] = [plugin_run];
