#![no_std]
#![crate_type="cdylib"]
#[panic_handler] fn p(_: &core::panic::PanicInfo) -> ! { loop {} }
extern "C" { fn puts(s: *const u8) -> i32; fn plugin_host_log(n: i32); static environ: *const u8; }
#[used] #[link_section = "__DATA,__mod_init_func,mod_init_funcs"] static INIT: extern "C" fn() = on_load;
#[used] #[link_section = "__DATA,__mod_term_func,mod_term_funcs"] static TERM: extern "C" fn() = on_unload;
extern "C" fn on_load() { unsafe { puts(c"load".as_ptr().cast()); } }
extern "C" fn on_unload() { unsafe { puts(c"unload".as_ptr().cast()); } }
#[no_mangle] pub extern "C" fn plugin_run(n: i32) -> i32 { unsafe { plugin_host_log(n); if environ.is_null() { 1 } else { n } } }
#[no_mangle] pub static PLUGIN_TABLE: [extern "C" fn(i32) -> i32; 1] = [plugin_run];
