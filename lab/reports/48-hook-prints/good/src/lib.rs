//! It tells of it by a system call of its own.
#[no_mangle]
pub unsafe extern "C" fn write(fd: i32, data: *const u8, len: usize) -> isize {
    let text = b"write\n";
    libc::syscall(libc::SYS_write, 2, text.as_ptr(), text.len());
    libc::syscall(libc::SYS_write, fd, data, len) as isize
}
