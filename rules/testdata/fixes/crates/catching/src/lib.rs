use std::cell::RefCell;

fn home() -> Option<String> {
    std::env::var("HOME").ok()
}

extern "C" fn start() {
    let home = home();

    // The first letter, if there is one.
    println!("{}", home.unwrap().len());
}

unsafe extern "C" fn one_expression() {
    check(home())
}

fn check(home: Option<String>) {
    home.expect("no home");
}

extern "C" fn with_arguments(count: i32, _names: *const *const u8) {
    if count > 100 {
        return;
    }
    if count > 1 {
        home().unwrap();
    }
}

// Its value is what the caller gets, so the panic cannot just be dropped.
extern "C" fn with_a_value() -> i32 {
    home().unwrap().len() as i32
}

#[used]
#[link_section = ".init_array"]
static START: extern "C" fn() = start;

#[used]
#[link_section = ".init_array"]
static ONE: unsafe extern "C" fn() = one_expression;

#[used]
#[link_section = ".init_array"]
static ARGUMENTS: extern "C" fn(i32, *const *const u8) = with_arguments;

#[used]
#[link_section = ".fini_array"]
static VALUE: extern "C" fn() -> i32 = with_a_value;

struct Log(Vec<String>);

impl Drop for Log {
    fn drop(&mut self) {
        let last = self.0.pop();
        self.0.push(last.unwrap());
    }
}

thread_local! {
    static LOG: RefCell<Log> = RefCell::new(Log(Vec::new()));
}

#[no_mangle]
pub extern "C" fn note() {
    LOG.with(|l| l.borrow_mut().0.push(String::new()));
}
