//! A preload library that tells of what is written, by writing.
#[no_mangle]
pub unsafe extern "C" fn write(fd: i32, data: *const u8, len: usize) -> isize { // want export-shadows-libc "^error: export .write. takes the place"
    println!("write({fd}, {len})");
    let real: extern "C" fn(i32, *const u8, usize) -> isize = std::mem::transmute(libc::dlsym(libc::RTLD_NEXT, b"write\0".as_ptr().cast()));
    real(fd, data, len)
}
