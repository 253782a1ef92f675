//! Every way to register code that this lab knows and that still builds: each says its name at load.

use lab::say;

use ctor::ctor as early_bird;
use ctor_old::ctor as old_ctor;

#[ctor::ctor(unsafe)]
fn ctor_1_0() {
    say("ctor-1.0");
}

#[early_bird(unsafe)]
fn ctor_renamed() {
    say("ctor-renamed");
}

#[ctor::ctor(unsafe)]
static CTOR_STATIC: u32 = {
    say("ctor-static");
    7
};

struct Plugin;

impl Plugin {
    #[ctor::ctor(unsafe)]
    fn ctor_associated() {
        say("ctor-associated");
    }
}

ctor::declarative::ctor! {
    #[ctor(unsafe)]
    fn ctor_declarative() {
        say("ctor-declarative");
    }
}

#[old_ctor]
fn ctor_0_2() {
    say("ctor-0.2");
}

#[linktime::ctor(unsafe)]
fn linktime_ctor() {
    say("linktime");
}

#[small_ctor::ctor]
unsafe fn small() {
    say("small_ctor");
}

ctor_lite::ctor! {
    unsafe fn lite() {
        say("ctor-lite");
    }
}

#[static_init::constructor]
extern "C" fn static_init_constructor() {
    say("static_init-constructor");
}

#[static_init::dynamic]
static STATIC_INIT_DYNAMIC: u32 = {
    say("static_init-dynamic");
    7
};

#[used]
#[unsafe(link_section = ".init_array")]
static RAW: extern "C" fn() = {
    extern "C" fn load() {
        say("raw-section");
    }
    load
};

#[used]
#[unsafe(link_section = ".init_array")]
static ARRAY: [extern "C" fn(); 2] = [first, second];

extern "C" fn first() {
    say("array-0");
}

extern "C" fn second() {
    say("array-1");
}

#[unsafe(no_mangle)]
extern "C" fn from_assembly() {
    say("global_asm");
}

std::arch::global_asm!(
    ".pushsection .init_array,\"aw\"",
    ".p2align 3",
    ".quad from_assembly",
    ".popsection",
);

#[unsafe(no_mangle)]
pub extern "C" fn entry() {}
