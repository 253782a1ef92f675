// Exit callbacks that initialisers and items in bodies register.
extern "C" fn from_macro() {
    println!("1"); // want "^warning: .*exit callback `from_macro`"
}

extern "C" fn from_lazy() {
    println!("2"); // want "^warning: .*exit callback `from_lazy`"
}

extern "C" fn from_other_lazy() {
    println!("3"); // want "^warning: .*exit callback `from_other_lazy`"
}

extern "C" fn from_const() {
    println!("4"); // want "^warning: .*exit callback `from_const`"
}

extern "C" fn from_local() {
    println!("5"); // want "^warning: .*exit callback `from_local`"
}

extern "C" fn from_nested() {
    println!("6"); // want "^warning: .*exit callback `from_nested`"
}

lazy_static::lazy_static! {
    static ref NAMES: i32 = unsafe { libc::atexit(from_macro) };
}

static CACHE: spin::Lazy<i32> = spin::Lazy::new(|| unsafe { libc::atexit(from_lazy) });
static STATE: conquer_once::Lazy<i32> = conquer_once::Lazy::new(|| unsafe { libc::atexit(from_other_lazy) });

const _: () = {
    #[no_mangle]
    pub extern "C" fn plugin_start() {
        unsafe { libc::atexit(from_const) };
    }
};

thread_local! {
    static HERE: i32 = unsafe { libc::atexit(from_local) };
}

#[no_mangle]
pub extern "C" fn plugin_run() -> i32 {
    fn register() -> i32 {
        unsafe { libc::atexit(from_nested) }
    }
    *NAMES + *CACHE + *STATE + HERE.with(|h| *h) + register()
}
