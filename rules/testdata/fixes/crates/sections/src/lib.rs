//! Sections by hand: edition 2024 asks for `unsafe(…)` where the attribute is touched.

extern "C" fn start() {}

/// Runs at load.
#[unsafe(link_section = ".init_array")]
static START: extern "C" fn() = start;

#[used]
#[unsafe(link_section = ".ctors")]
static OLD_START: extern "C" fn() = start;

#[used]
#[cfg_attr(target_os = "linux", unsafe(link_section = ".dtors"))]
static OLD_END: extern "C" fn() = start;

mod inner {
    #[link_section = ".init_array"]
    static PLAIN: extern "C" fn() = super::start;

    #[used]
    #[link_section = ".ctors"]
    static PLAIN_OLD: extern "C" fn() = super::start;

    #[used]
    #[cfg_attr(target_os = "linux", link_section = ".ctors")]
    static PLAIN_CONDITIONAL: extern "C" fn() = super::start;
}
