//! The library goes with the object, and after it.
use libloading::{Library, Symbol};

pub trait Plugin {
    fn name(&self) -> &str;
}

type Constructor = unsafe fn() -> *mut dyn Plugin;

unsafe fn load(path: &str) -> Result<(Box<dyn Plugin>, Library), libloading::Error> {
    let lib = Library::new(path)?;
    let create: Symbol<Constructor> = lib.get(b"_create_plugin")?;
    let plugin = Box::from_raw(create());
    Ok((plugin, lib))
}

#[no_mangle]
pub unsafe extern "C" fn manager_names() -> usize {
    match load("libgeyser.so") {
        Ok((plugin, lib)) => {
            let n = plugin.name().len();
            drop(plugin);
            drop(lib);
            n
        }
        Err(_) => 0,
    }
}
