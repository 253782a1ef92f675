//! A plugin manager that hands out the object and lets the library go.
use libloading::{Library, Symbol};

pub trait Plugin {
    fn name(&self) -> &str;
}

type Constructor = unsafe fn() -> *mut dyn Plugin;

unsafe fn load(path: &str) -> Result<Box<dyn Plugin>, libloading::Error> {
    let lib = Library::new(path)?; // want library-handle-dropped "^error: the next use of a pointer out of the library is a SIGSEGV"
    let create: Symbol<Constructor> = lib.get(b"_create_plugin")?;
    Ok(Box::from_raw(create()))
}

#[no_mangle]
pub unsafe extern "C" fn manager_names() -> usize {
    load("libgeyser.so").map_or(0, |p| p.name().len())
}
