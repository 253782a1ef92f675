//! `--cfg 'place="..."'` (where code runs) times `--cfg 'what="..."'` (what it does).
#![allow(dead_code, unused_imports, unused_macros)]

use std::{cell::RefCell, collections::HashMap, io::Write, sync::Mutex, thread, time::Duration};

extern "C" {
    fn write(fd: i32, p: *const u8, n: usize) -> isize;
    fn atexit(f: extern "C" fn()) -> i32;
    fn __cxa_atexit(f: extern "C" fn(*mut u8), a: *mut u8, d: *mut u8) -> i32;
    fn pthread_key_create(k: *mut u32, d: Option<extern "C" fn(*mut u8)>) -> i32;
    fn pthread_setspecific(k: u32, v: *const u8) -> i32;
    fn pthread_create(t: *mut usize, a: *const u8, f: extern "C" fn(*mut u8) -> *mut u8, x: *mut u8) -> i32;
    fn signal(n: i32, f: extern "C" fn(i32)) -> usize;
    fn usleep(n: u32) -> i32;
}
fn bb<T>(x: T) -> T { unsafe { let r = std::ptr::read_volatile(&x); std::mem::forget(x); r } }
fn say(s: &str) { unsafe { write(3, s.as_ptr(), s.len()); } }

struct Noisy(Vec<u8>);
impl Drop for Noisy { fn drop(&mut self) { say("(tls-drop)") } }
thread_local! { static T: RefCell<Noisy> = RefCell::new(Noisy(vec![1])); }
static M: Mutex<Vec<u8>> = Mutex::new(Vec::new());

fn before() { // runs in entry()/main, i.e. in ordinary life
    #[cfg(any(what = "tls_again", what = "tls_try_again"))] T.with(|t| t.borrow_mut().0.push(1));
    #[cfg(what = "println_again")] println!("first");
    #[cfg(what = "current_again")] bb(thread::current());
}
fn body() {
    #[cfg(what = "nothing")] bb(());
    #[cfg(any(what = "println", what = "println_again"))] println!("OUT");
    #[cfg(what = "print_nonl")] print!("OUT");
    #[cfg(what = "print_big")] print!("{}", "OUT ".repeat(500));
    #[cfg(what = "print_flush")] { print!("OUT"); std::io::stdout().flush().unwrap(); }
    #[cfg(what = "eprintln")] eprintln!("OUT");
    #[cfg(what = "panic")] panic!("boom");
    #[cfg(what = "panic_caught")] say(if std::panic::catch_unwind(|| panic!("boom")).is_err() { "caught" } else { "?" });
    #[cfg(any(what = "tls", what = "tls_again"))] T.with(|t| t.borrow_mut().0.push(bb(2)));
    #[cfg(what = "tls_try_again")] say(match T.try_with(|t| t.borrow_mut().0.push(2)) { Ok(_) => "Ok", Err(_) => "AccessError" });
    #[cfg(any(what = "current", what = "current_again"))] { bb(thread::current().name().is_some()); }
    #[cfg(what = "spawn_join")] say(if thread::spawn(|| say("(child)")).join().is_ok() { "joined" } else { "?" });
    #[cfg(what = "spawn_detach")] { thread::spawn(|| { say("(child)"); thread::sleep(Duration::from_millis(50)); say("(child2)") }); }
    #[cfg(what = "args")] say(&format!("args={}", std::env::args().count()));
    #[cfg(what = "env")] say(if std::env::var("HOME").is_ok() { "env" } else { "no env" });
    #[cfg(what = "mutex")] M.lock().unwrap().push(1);
    #[cfg(what = "hashmap")] { let mut m = HashMap::new(); m.insert(bb(1), 2); bb(m); }
    #[cfg(what = "alloc")] bb(vec![bb(1); 100]);
    #[cfg(what = "exit")] std::process::exit(7);
    #[cfg(what = "stdin")] { let mut s = String::new(); bb(std::io::stdin().read_line(&mut s).is_ok()); }
    #[cfg(what = "backtrace")] bb(std::backtrace::Backtrace::force_capture().to_string());
    #[cfg(what = "instant")] bb(std::time::Instant::now());
    #[cfg(what = "process")] say(if std::process::Command::new("true").status().is_ok() { "ran" } else { "?" });
}
#[inline(never)] extern "C" fn run() { say("{"); body(); say("} "); }
extern "C" fn run1(_: *mut u8) { run() }
extern "C" fn reg() {
    #[cfg(place = "atexit")] unsafe { atexit(run); }
    #[cfg(place = "cxa_null")] unsafe { __cxa_atexit(run1, std::ptr::null_mut(), std::ptr::null_mut()); }
}
#[cfg(place = "init")] #[used] #[link_section = ".init_array"] static A: extern "C" fn() = run;
#[cfg(place = "fini")] #[used] #[link_section = ".fini_array"] static A: extern "C" fn() = run;
#[cfg(any(place = "atexit", place = "cxa_null"))] #[used] #[link_section = ".init_array"] static A: extern "C" fn() = reg;

#[no_mangle] pub extern "C" fn entry() { before(); #[cfg(place = "entry")] run(); say("entered "); }
fn main() { entry(); }
