#[link(name = "tapsdk")] // want "warning: `dlopen` fails unless the host has loaded `libtapsdk.so.3` before: `target.release.libkeys.so` needs it, and it is neither on the run path"
extern "C" {
    fn tap() -> i32;
}

#[no_mangle]
pub unsafe extern "C" fn plugin_tap() -> i32 {
    tap()
}
