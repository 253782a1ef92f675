//! The fields of a runtime: the libraries go before the values that they made.
use libloading::Library;

pub trait Value {
    fn show(&self) -> String;
}

pub type Make = unsafe fn() -> Box<dyn Value>;

pub struct Runtime { // want library-handle-dropped "^error: dropping `Runtime` is a SIGSEGV"
    libraries: Vec<Library>,
    storage: Vec<Box<dyn Value>>,
}

impl Runtime {
    unsafe fn add(&mut self, path: &str) {
        let lib = Library::new(path).unwrap();
        self.storage.push(lib.get::<Make>(b"make").unwrap()());
        self.libraries.push(lib);
    }
}

#[no_mangle]
pub unsafe extern "C" fn runtime_new() -> *mut Runtime {
    let mut r = Runtime { libraries: Vec::new(), storage: Vec::new() };
    r.add("libvalues.so");
    Box::into_raw(Box::new(r))
}

#[no_mangle]
pub unsafe extern "C" fn runtime_free(r: *mut Runtime) {
    drop(Box::from_raw(r));
}
