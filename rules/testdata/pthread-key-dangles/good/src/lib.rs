mod plain {
    // Without a destructor nothing is called.
    pub fn key() -> u32 {
        let mut key = 0;
        unsafe { libc::pthread_key_create(&mut key, None) };
        key
    }
}

extern "C" fn destroy(_: *mut libc::c_void) {}

pub struct Key(u32);

impl Key {
    pub fn new() -> Key {
        plain::key();
        let mut key = 0;
        unsafe { libc::pthread_key_create(&mut key, Some(destroy)) };
        Key(key)
    }
}

// Deleted with the plugin object.
impl Drop for Key {
    fn drop(&mut self) {
        unsafe { libc::pthread_key_delete(self.0) };
    }
}
