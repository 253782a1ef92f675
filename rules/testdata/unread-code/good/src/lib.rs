// A byte order mark and text of any script are UTF-8.
mod marked;

// Not built for this target.
#[cfg(windows)]
mod wide;
