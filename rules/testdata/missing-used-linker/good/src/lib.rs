// Nothing pins an old compiler, and from 1.89 on `#[used]` retains the section.
#[used]
#[link_section = "plugin_registry"]
static ENTRY: u32 = 1;

// Startup sections are kept by every ELF linker.
#[used]
#[link_section = ".init_array"]
static INIT: extern "C" fn() = init;

extern "C" fn init() {}
