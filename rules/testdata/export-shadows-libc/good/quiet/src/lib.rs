// A hook that others of the library go through is what a preloaded library is for.
#[no_mangle]
pub unsafe extern "C" fn write(fd: libc::c_int, p: *const libc::c_void, n: usize) -> isize {
    libc::syscall(libc::SYS_write, fd, p, n) as isize
}

#[no_mangle]
pub unsafe extern "C" fn unlink(path: *const libc::c_char) -> libc::c_int {
    println!("unlink");
    libc::syscall(libc::SYS_unlink, path) as libc::c_int
}
