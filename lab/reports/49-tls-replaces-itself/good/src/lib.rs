//! A thread-local whose destructor puts another value in its place.
use std::cell::RefCell;

struct Foo(Vec<u8>);

thread_local! {
    static FOO: RefCell<Option<Foo>> = const { RefCell::new(None) };
}

impl Drop for Foo {
    fn drop(&mut self) {
        let _ = FOO.try_with(|f| f.borrow().is_some());
    }
}

#[no_mangle]
pub extern "C" fn plug_use() {
    FOO.replace(Some(Foo(vec![1])));
}
