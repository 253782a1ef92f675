//! A registry of the library's own: a section read from its start to its end.

#[used]
#[unsafe(link_section = "lab_regs")]
static ONE: extern "C" fn() = load;

extern "C" fn load() {
    lab::say("walked");
}

unsafe extern "C" {
    #[link_name = "__start_lab_regs"]
    static START: extern "C" fn();
    #[link_name = "__stop_lab_regs"]
    static STOP: extern "C" fn();
}

#[unsafe(no_mangle)]
pub extern "C" fn entry() {
    let mut at = &raw const START;
    while at < &raw const STOP {
        unsafe {
            (*at)();
            at = at.add(1);
        }
    }
}
