// Each hook is harmless alone; together they call each other.
#[no_mangle]
pub unsafe extern "C" fn write(fd: libc::c_int, p: *const libc::c_void, n: usize) -> isize { // want "error: export `write` .*reaches `println!`, which calls `write` in turn"
    let _ = std::fs::remove_file("/tmp/written");
    libc::syscall(libc::SYS_write, fd, p, n) as isize
}

#[no_mangle]
pub unsafe extern "C" fn unlink(path: *const libc::c_char) -> libc::c_int { // want "error: export `unlink` .*reaches `fs::remove_file`, which calls `unlink` in turn"
    println!("unlink");
    libc::syscall(libc::SYS_unlink, path) as libc::c_int
}
