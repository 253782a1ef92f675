//! What `forms.rs` links.

#[used]
#[link_section = ".init_array"]
static USED: extern "C" fn() = used;
extern "C" fn used() { eprintln!("form:d01"); }

#[link_section = ".init_array"]
static UNUSED: extern "C" fn() = unused;
extern "C" fn unused() { eprintln!("form:d02"); }

pub fn id() -> u32 { 7 }
