#[used]
#[link_section = ".init_array"]
static INIT: extern "C" fn() = init;

// In either order, and by configuration.
#[cfg_attr(target_os = "linux", link_section = ".init_array.00200")]
#[cfg_attr(target_os = "linux", used)]
static SECOND: extern "C" fn() = init;

// An exported symbol is kept.
#[no_mangle]
#[link_section = ".init_array"]
pub static EXPORTED: extern "C" fn() = init;

#[export_name = "plugin_init_slot"]
#[link_section = ".init_array"]
pub static NAMED: extern "C" fn() = init;

// Live code names it.
#[link_section = ".init_array"]
static NAMED_BY_CODE: extern "C" fn() = init;

#[no_mangle]
pub extern "C" fn plugin_slot() -> *const () {
    &NAMED_BY_CODE as *const _ as *const ()
}

// No startup section.
#[link_section = ".rodata.plugin"]
static VERSION: u32 = 1;

extern "C" fn init() {}
