package lab

// unloadCase is one library whose unloading is measured and asked of `check`.
type unloadCase struct {
	name string
	// body are the statements of `entry`; without it the source is unload/<file>.rs.
	body string
	file string // "": the name
	// args are given to the linker driver by a build script.
	args []string
	// kind is the crate type where it is not cdylib, group the workspace where it
	// is not plainGroup.
	kind, group string
	// dependency tells that the package depends on the crate `registers`.
	dependency bool
	// wait: a thread is left running, which needs time to go wrong. signal: the
	// host gets SIGUSR1 after the unload. prints is the text that entry prints.
	wait, signal bool
	// closer: instead of the main thread one that ends then calls dlclose.
	closer bool
	prints string
	// differs says why check may say something else than what happened.
	differs string
}

// The groups are workspaces: what a profile or Cargo's configuration says holds
// for all of a workspace.
const (
	plainGroup   = "plain"
	fatGroup     = "fat-lto"        // lto = "fat", one codegen unit
	debugGroup   = "debug"          // opt-level = 0
	refusedGroup = "refused"        // built one by one
	sharedGroup  = "prefer-dynamic" // rustflags = ["-Cprefer-dynamic"]
)

const noDelete = "-Wl,-z,nodelete"

const mayNotRun = "that it can run is not that it does"

// calls are what the standard library offers and people suspect.
var calls = []unloadCase{
	{name: "control", body: `black_box(1);`},
	{name: "alloc", body: `black_box(vec![black_box(1u8); 9]); black_box(Box::new(1)); black_box(format!("{}", black_box(3)));`},
	{name: "println", body: `println!("hi {}", black_box(1));`, prints: "hi 1\n"},
	{name: "print_no_newline", body: `print!("hi");`, prints: "hi"},
	{name: "print_flushed", body: `use std::io::Write; print!("hi"); std::io::stdout().flush().unwrap();`, prints: "hi"},
	{name: "print_then_line", body: `print!("hi "); println!("there");`, prints: "hi there\n"},
	{name: "eprint_no_newline", body: `eprint!("hi");`},
	{name: "eprintln", body: `eprintln!("hi {}", black_box(1));`},
	{name: "dbg", body: `black_box(dbg!(black_box(2)));`},
	{name: "stdout_lock", body: `use std::io::Write; let mut o = std::io::stdout().lock(); let _ = o.write_all(b"hi\n");`, prints: "hi\n"},
	{name: "stdin", body: `let mut s = String::new(); let _ = std::io::stdin().read_line(&mut s); black_box(s);`},
	{name: "current", body: `black_box(std::thread::current());`},
	{name: "current_id", body: `black_box(std::thread::current().id());`},
	{name: "current_name", body: `black_box(std::thread::current().name().is_some());`},
	{name: "park", body: `std::thread::park_timeout(Duration::from_millis(5));`},
	{name: "unpark", body: `std::thread::current().unpark(); std::thread::park();`},
	{name: "spawn_join", body: `std::thread::spawn(|| black_box(1)).join().unwrap();`},
	{name: "builder_spawn", body: `std::thread::Builder::new().name("w".into()).spawn(|| black_box(1)).unwrap().join().unwrap();`},
	{name: "scope", body: `std::thread::scope(|s| { s.spawn(|| black_box(1)).join().unwrap(); });`},
	{name: "sleep", body: `std::thread::sleep(Duration::from_millis(1)); std::thread::yield_now();`},
	{name: "mutex", body: `static M: Mutex<Vec<u8>> = Mutex::new(Vec::new()); M.lock().unwrap().push(black_box(1));`},
	{name: "rwlock", body: `static M: RwLock<Vec<u8>> = RwLock::new(Vec::new()); M.write().unwrap().push(black_box(1)); black_box(M.read().unwrap().len());`},
	{name: "rwlock_contended", body: `static M: RwLock<u8> = RwLock::new(0); let guard = M.write().unwrap();
    let reader = std::thread::spawn(|| { black_box(*M.read().unwrap()); });
    std::thread::sleep(Duration::from_millis(30)); drop(guard); reader.join().unwrap();`},
	{name: "condvar", body: `let m = Mutex::new(0); let c = Condvar::new();
    black_box(c.wait_timeout(m.lock().unwrap(), Duration::from_millis(2)).unwrap().1.timed_out());`},
	{name: "barrier", body: `Barrier::new(1).wait();`},
	{name: "once_lock", body: `static O: OnceLock<String> = OnceLock::new(); black_box(O.get_or_init(|| "x".into()));`},
	{name: "lazy_lock", body: `static O: LazyLock<String> = LazyLock::new(|| "x".into()); black_box(O.len());`},
	{name: "once", body: `static O: Once = Once::new(); O.call_once(|| { black_box(1); });`},
	{name: "hashmap", body: `let mut m = HashMap::new(); m.insert(black_box(1), black_box(2)); black_box(m);`},
	{name: "random_state", body: `black_box(std::hash::RandomState::new());`},
	{name: "env_var", body: `black_box(std::env::var("HOME").is_ok());`},
	{name: "env_args", body: `black_box(std::env::args().count());`},
	{name: "fs_read", body: `black_box(std::fs::read_to_string("/dev/null").is_ok());`},
	{name: "current_dir", body: `black_box(std::env::current_dir().is_ok());`},
	{name: "process", body: `black_box(std::process::Command::new("true").status().is_ok());`},
	{name: "tcp", body: `black_box(std::net::TcpListener::bind("127.0.0.1:0").is_ok());`},
	{name: "mpsc_ready", body: `let (a, b) = mpsc::channel(); a.send(black_box(1)).unwrap(); black_box(b.recv().unwrap());`},
	{name: "mpsc_blocks", body: `let (a, b) = mpsc::channel::<u8>(); black_box(b.recv_timeout(Duration::from_millis(3)).is_ok()); drop(a);`},
	{name: "mpsc_fed", body: `let (a, b) = mpsc::channel::<u8>(); let feeder = std::thread::spawn(move || a.send(1)); black_box(b.recv().is_ok()); feeder.join().unwrap().unwrap();`},
	{name: "sync_channel", body: `let (a, b) = mpsc::sync_channel(1); a.send(black_box(1)).unwrap(); black_box(b.recv().unwrap());`},
	{name: "panic_caught", body: `black_box(std::panic::catch_unwind(|| panic!("x {}", black_box(1))).is_err());`},
	{name: "panic_hook", body: `std::panic::set_hook(Box::new(|_| {})); black_box(std::panic::catch_unwind(|| panic!("x {}", black_box(1))).is_err());`},
	{name: "panic_resumed", body: `black_box(std::panic::catch_unwind(|| std::panic::resume_unwind(Box::new(1))).is_err());`},
	{name: "catch_unwind", body: `black_box(std::panic::catch_unwind(|| black_box(1)).is_ok());`},
	{name: "panicking", body: `black_box(std::thread::panicking());`},
	{name: "backtrace", body: `black_box(std::backtrace::Backtrace::force_capture());`},
	{name: "backtrace_text", body: `black_box(std::backtrace::Backtrace::force_capture().to_string());`},
	{name: "instant", body: `black_box(std::time::Instant::now()); black_box(std::time::SystemTime::now());`},
	{name: "io_copy", body: `black_box(std::io::copy(&mut &b"abc"[..], &mut std::io::sink()).is_ok());`},
	{name: "arc_rc", body: `black_box(std::sync::Arc::new(black_box(1))); black_box(std::rc::Rc::new(black_box(1)));`},
	{name: "parallelism", body: `black_box(std::thread::available_parallelism().is_ok());`},

	{name: "tls_lazy_drop", body: `thread_local! { static T: RefCell<Vec<u8>> = RefCell::new(vec![black_box(1)]); } T.with(|t| t.borrow_mut().push(3));`},
	{name: "tls_const_drop", body: `thread_local! { static T: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) }; } T.with(|t| t.borrow_mut().push(3));`},
	{name: "tls_const_drop_read", body: `thread_local! { static T: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) }; } T.with(|t| black_box(t.borrow().len()));`},
	{name: "tls_cell_vec", body: `thread_local! { static T: Cell<Vec<u8>> = Cell::new(Vec::new()); } T.with(|t| t.set(vec![black_box(1)]));`},
	{name: "tls_none_box", body: `thread_local! { static T: RefCell<Option<Box<u8>>> = const { RefCell::new(None) }; } T.with(|t| black_box(t.borrow().is_none()));`},
	{name: "tls_untouched", body: `#[allow(dead_code)] mod m { thread_local! { static T: std::cell::RefCell<Vec<u8>> = std::cell::RefCell::new(vec![1]); } } black_box(1);`},
	{name: "tls_const_plain", body: `thread_local! { static T: Cell<u64> = const { Cell::new(7) }; } T.with(|t| t.set(black_box(3)));`},
	{name: "tls_lazy_plain", body: `thread_local! { static T: Cell<u64> = Cell::new(black_box(7)); } T.with(|t| t.set(black_box(3)));`},
	{name: "tls_manually_drop", body: `thread_local! { static T: std::mem::ManuallyDrop<Vec<u8>> = std::mem::ManuallyDrop::new(vec![black_box(1)]); } T.with(|t| black_box(t.len()));`},
	{name: "tls_leaked", body: `thread_local! { static T: &'static RefCell<Vec<u8>> = Box::leak(Box::default()); } T.with(|t| t.borrow_mut().push(black_box(3)));`},
	{name: "tls_sometimes", body: `thread_local! { static T: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) }; static N: Cell<u32> = const { Cell::new(0) }; }
    #[inline(never)] fn count(more: bool) { N.set(N.get() + 1); if more { T.with(|t| t.borrow_mut().push(3)); } }
    count(black_box(false)); black_box(std::thread::current().id());`},
	{name: "tls_later", body: `thread_local! { static T: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) }; static N: Cell<u32> = const { Cell::new(0) }; }
    #[inline(never)] fn count() { if N.get() != 0 { T.with(|t| t.borrow_mut().push(3)); } N.set(1); }
    count(); black_box(std::thread::current().id());`},
	{name: "spawn_in_a_helper", body: `#[inline(never)] fn worker() { std::thread::spawn(|| ()).join().unwrap(); }
    worker(); black_box(std::thread::current().id() == std::thread::current().id());`},
	{name: "tls_not_reached", body: `thread_local! { static T: RefCell<Vec<u8>> = RefCell::new(vec![1]); } if black_box(false) { T.with(|t| t.borrow_mut().push(3)) }`, differs: mayNotRun},
}

// left are what libraries leave behind, what helps against it, and how they
// register code.
var left = []unloadCase{
	{name: "current_pinned"}, {name: "current_own_thread"},
	{name: "spawn_detached", wait: true},
	{name: "raw_thread", wait: true}, {name: "raw_thread_joined"},
	{name: "std_thread_joined_dtor"},
	{name: "key_dtor"}, {name: "key_by_pointer", differs: "a call through a table is not followed, which the verdict says"}, {name: "key_deleted"}, {name: "key_no_dtor"}, {name: "own_key"},
	{name: "signal_left", signal: true}, {name: "signal_restored", signal: true},
	{name: "atexit_call"}, {name: "on_exit"}, {name: "cxa_null"}, {name: "cxa_handle"},
	{name: "dtor"}, {name: "dtor_pinned"}, {name: "static_drop"},
	{name: "dtor_tls"}, {name: "dtor_current", closer: true}, {name: "dtor_spawn", wait: true}, {name: "dtor_spawn_join"},

	{name: "tls"},
	{name: "tls_nodelete", file: "tls", args: []string{noDelete}},
	{name: "current_nodelete", body: `black_box(std::thread::current());`, args: []string{noDelete}},
	{name: "key_nodelete", file: "key_dtor", args: []string{noDelete}},
	{name: "signal_nodelete", file: "signal_left", args: []string{noDelete}, signal: true},
	{name: "opens_itself"},
	{name: "tls_fat_lto", file: "tls", group: fatGroup},
	{name: "current_fat_lto", body: `black_box(std::thread::current());`, group: fatGroup},
	{name: "override_zero"}, {name: "override_zero_visible"}, {name: "override_weak"}, {name: "override_exported"}, {name: "override_hidden"},
	{name: "override_hidden_current"},
	{name: "override_weak_gnu_ld", file: "override_weak", args: []string{gnuLD}},
	{name: "override_exported_gnu_ld", file: "override_exported", args: []string{gnuLD}},
	{name: "override_hidden_gnu_ld", file: "override_hidden", args: []string{gnuLD}},
	{name: "override_exported_debug", file: "override_exported", group: debugGroup},
	{name: "override_exported_fat_lto", file: "override_exported", group: fatGroup},

	{name: "dylib_tls", file: "tls", kind: "dylib"},
	{name: "dylib_current", body: `black_box(std::thread::current());`, kind: "dylib"},
	{name: "shared_tls", file: "tls", kind: "dylib", group: sharedGroup},
	{name: "shared_current", body: `black_box(std::thread::current());`, kind: "dylib", group: sharedGroup},
	{name: "shared_spawn_join", body: `std::thread::spawn(|| black_box(1)).join().unwrap();`, kind: "dylib", group: sharedGroup},

	{name: "init_used"}, {name: "init_unused"},
	{name: "init_unused_debug", file: "init_unused", group: debugGroup, differs: "the message says that debug builds run it"},
	{name: "section_read"},
	{name: "ctors"}, {name: "ctors_gnu_ld", file: "ctors", args: []string{gnuLD}},
	{name: "dep_unnamed", body: `black_box(1);`, dependency: true},
	{name: "dep_as_underscore", body: `use registers as _; black_box(1);`, dependency: true},
	{name: "dep_extern_crate", body: `extern crate registers; black_box(1);`, dependency: true},
	{name: "dep_called", body: `black_box(registers::helper());`, dependency: true},
}

const gnuLD = "-fuse-ld=bfd"

// refused do not link: the linker says no.
var refused = []unloadCase{
	{name: "override_zero_gnu_ld", file: "override_zero", args: []string{gnuLD}, group: refusedGroup},
	{name: "override_weak_mold", file: "override_weak", args: []string{"-fuse-ld=mold"}, group: refusedGroup},
}
