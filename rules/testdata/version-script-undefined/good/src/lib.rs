#[no_mangle]
pub extern "C" fn api() {}

macro_rules! export {
    ($name:ident) => {
        #[no_mangle]
        pub extern "C" fn $name() {}
    };
}
// Made by a macro: the name stands in the source all the same.
export!(made);
