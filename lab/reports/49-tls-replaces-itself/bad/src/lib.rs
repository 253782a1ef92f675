//! A thread-local whose destructor puts another value in its place.
use std::cell::RefCell;

struct Foo(Vec<u8>);

thread_local! {
    static FOO: RefCell<Option<Foo>> = const { RefCell::new(None) };
}

impl Drop for Foo {
    fn drop(&mut self) {
        FOO.replace(None); // want thread-local-in-dtor "^error: a panic aborts the host when a thread ends"
    }
}

#[no_mangle]
pub extern "C" fn plug_use() {
    FOO.replace(Some(Foo(vec![1])));
}
