//! One std construct per `--cfg case="..."`, behind the export `entry`: does a
//! library that has run it stay mapped after `dlclose`, and does the thread survive?
#![allow(dead_code, unused_imports)]

fn bb<T>(x: T) -> T { // black_box that 1.63 has too
    unsafe { let r = std::ptr::read_volatile(&x); std::mem::forget(x); r }
}

macro_rules! case { ($n:tt, $($b:tt)*) => {
    #[cfg(case = $n)] #[cfg_attr(not(table), no_mangle)] pub extern "C" fn entry() { $($b)* }
}}

// As plugin interfaces do it: no function is exported, but an object that leads to one.
#[cfg(table)] #[repr(C)] pub struct Inner { version: u32, run: extern "C" fn() }
#[cfg(table)] #[repr(C)] pub struct Table { version: [u32; 3], inner: &'static Inner }
#[cfg(table)] static INNER: Inner = Inner { version: 2, run: entry };
#[cfg(returned)] static TABLE: Table = Table { version: [1, 2, 2], inner: &INNER };
#[cfg(returned)] #[no_mangle] pub extern "C" fn factory() -> *const Table { &TABLE }
#[cfg(not(returned))] #[cfg(table)] #[no_mangle] pub static TABLE: Table = Table { version: [1, 2, 2], inner: &INNER };

case!("control", bb(1););
case!("alloc", bb(vec![bb(1u8); 9]); bb(Box::new(bb(1))); bb(format!("{}", bb(3))););
case!("println", println!("hi {}", bb(1)););
case!("print_nonl", print!("hi"););
case!("eprintln", eprintln!("hi {}", bb(1)););
case!("dbg", bb(dbg!(bb(2))););
case!("stdout_lock", use std::io::Write; let mut o = std::io::stdout().lock(); let _ = o.write_all(b"hi\n"););
case!("stdin", let mut s = String::new(); let _ = std::io::stdin().read_line(&mut s);bb(s););
case!("current", bb(std::thread::current()););
case!("current_id", bb(std::thread::current().id()););
case!("current_name", bb(std::thread::current().name().is_some()););
case!("spawn_join", std::thread::spawn(|| bb(1)).join().unwrap(););
case!("spawn_detached", std::thread::spawn(|| loop { bb(1); std::thread::sleep(std::time::Duration::from_millis(20)); }););
case!("builder_spawn", std::thread::Builder::new().name("w".into()).spawn(|| bb(1)).unwrap().join().unwrap(););
case!("scope", std::thread::scope(|s| { s.spawn(|| bb(1)); }););
case!("park", std::thread::park_timeout(std::time::Duration::from_millis(5)););
case!("unpark", std::thread::current().unpark(); std::thread::park(););
case!("sleep", std::thread::sleep(std::time::Duration::from_millis(1)); std::thread::yield_now(););
case!("mutex", static M: std::sync::Mutex<Vec<u8>> = std::sync::Mutex::new(Vec::new()); M.lock().unwrap().push(bb(1)););
case!("rwlock", static M: std::sync::RwLock<Vec<u8>> = std::sync::RwLock::new(Vec::new()); M.write().unwrap().push(bb(1)); bb(M.read().unwrap().len()););
case!("rwlock_contended", static M: std::sync::RwLock<u8> = std::sync::RwLock::new(0);
      let g = M.write().unwrap(); let t = std::thread::spawn(|| { bb(*M.read().unwrap()); });
      std::thread::sleep(std::time::Duration::from_millis(30)); drop(g); t.join().unwrap(););
case!("condvar", let m = std::sync::Mutex::new(0); let c = std::sync::Condvar::new();
      bb(c.wait_timeout(m.lock().unwrap(), std::time::Duration::from_millis(2)).unwrap().1.timed_out()););
case!("barrier", std::sync::Barrier::new(1).wait(););
case!("once_lock", static O: std::sync::OnceLock<String> = std::sync::OnceLock::new(); bb(O.get_or_init(|| "x".into())););
case!("lazy_lock", static O: std::sync::LazyLock<String> = std::sync::LazyLock::new(|| "x".into()); bb(O.len()););
case!("once", static O: std::sync::Once = std::sync::Once::new(); O.call_once(|| { bb(1); }););
case!("hashmap", let mut m = std::collections::HashMap::new(); m.insert(bb(1), bb(2)); bb(m););
case!("env_var", bb(std::env::var("HOME").is_ok()););
case!("env_args", bb(std::env::args().count()););
case!("fs_read", bb(std::fs::read("/dev/null").is_ok()););
case!("current_dir", bb(std::env::current_dir().is_ok()););
case!("process", bb(std::process::Command::new("true").status().is_ok()););
case!("tcp", bb(std::net::TcpListener::bind("127.0.0.1:0").is_ok()););
case!("mpsc_noblock", let (a, b) = std::sync::mpsc::channel(); a.send(bb(1)).unwrap(); bb(b.recv().unwrap()););
case!("mpsc_block", let (a, b) = std::sync::mpsc::channel::<u8>(); bb(b.recv_timeout(std::time::Duration::from_millis(3)).is_ok()); drop(a););
case!("sync_channel", let (a, b) = std::sync::mpsc::sync_channel(1); a.send(bb(1)).unwrap(); bb(b.recv().unwrap()););
case!("panic_default", bb(std::panic::catch_unwind(|| panic!("x {}", bb(1))).is_err()););
case!("panic_quiet_hook", std::panic::set_hook(Box::new(|_| {})); bb(std::panic::catch_unwind(|| panic!("x {}", bb(1))).is_err()););
case!("panic_resume", bb(std::panic::catch_unwind(|| std::panic::resume_unwind(Box::new(1))).is_err()););
case!("panicking", bb(std::thread::panicking()););
case!("backtrace", bb(std::backtrace::Backtrace::force_capture()););
case!("backtrace_print", bb(std::backtrace::Backtrace::force_capture().to_string()););
case!("instant", bb(std::time::Instant::now()); bb(std::time::SystemTime::now()););
case!("io_copy", bb(std::io::copy(&mut &b"abc"[..], &mut std::io::sink()).is_ok()););
case!("random_state", bb(std::hash::RandomState::new()););
case!("arc_rc", bb(std::sync::Arc::new(bb(1))); bb(std::rc::Rc::new(bb(1))););
case!("parallelism", bb(std::thread::available_parallelism().is_ok()););

thread_local! {
    static C_NODROP: std::cell::Cell<u64> = const { std::cell::Cell::new(7) };
    static L_NODROP: std::cell::Cell<u64> = std::cell::Cell::new(bb(7));
    static L_DROP: std::cell::RefCell<Vec<u8>> = std::cell::RefCell::new(vec![bb(1)]);
    static C_DROP: std::cell::RefCell<Vec<u8>> = const { std::cell::RefCell::new(Vec::new()) };
    static L_CELLVEC: std::cell::Cell<Vec<u8>> = std::cell::Cell::new(Vec::new());
    static L_MDROP: std::mem::ManuallyDrop<Vec<u8>> = std::mem::ManuallyDrop::new(vec![bb(1)]);
    static L_LEAK: &'static std::cell::RefCell<Vec<u8>> = Box::leak(Box::default());
    static L_OPTBOX: std::cell::RefCell<Option<Box<u8>>> = const { std::cell::RefCell::new(None) };
}
case!("tl_untouched", bb(1););
case!("tl_const_nodrop", C_NODROP.with(|c| c.set(bb(3))););
case!("tl_lazy_nodrop", L_NODROP.with(|c| c.set(bb(3))););
case!("tl_lazy_drop", L_DROP.with(|c| c.borrow_mut().push(bb(3))););
case!("tl_const_drop", C_DROP.with(|c| c.borrow_mut().push(bb(3))););
case!("tl_const_drop_read", C_DROP.with(|c| bb(c.borrow().len())););
case!("tl_cell_vec", L_CELLVEC.with(|c| c.set(vec![bb(1)])););
case!("tl_manuallydrop", L_MDROP.with(|c| bb(c.len())););
case!("tl_leaked_ref", L_LEAK.with(|c| c.borrow_mut().push(bb(3))););
case!("tl_opt_box_none", L_OPTBOX.with(|c| bb(c.borrow().is_none())););
case!("tl_referenced_not_run", if bb(false) { L_DROP.with(|c| c.borrow_mut().push(bb(3))) });
