// Signatures of once_cell 1.

pub mod sync {
    use std::ops::Deref;

    pub struct OnceCell<T>(Option<T>);
    impl<T> OnceCell<T> {
        pub const fn new() -> OnceCell<T>;
        pub const fn with_value(value: T) -> OnceCell<T>;
        pub fn get(&self) -> Option<&T>;
        pub fn wait(&self) -> &T;
        pub fn get_mut(&mut self) -> Option<&mut T>;
        pub unsafe fn get_unchecked(&self) -> &T;
        pub fn set(&self, value: T) -> Result<(), T>;
        pub fn try_insert(&self, value: T) -> Result<&T, (&T, T)>;
        pub fn get_or_init(&self, f: impl FnOnce() -> T) -> &T;
        pub fn get_or_try_init<E>(&self, f: impl FnOnce() -> Result<T, E>) -> Result<&T, E>;
        pub fn take(&mut self) -> Option<T>;
        pub fn into_inner(self) -> Option<T>;
    }

    pub struct Lazy<T, F>(Option<T>, F);
    impl<T, F> Lazy<T, F> {
        pub const fn new(init: impl FnOnce() -> T) -> Lazy<T, F>;
        pub fn force(this: &Lazy<T, F>) -> &T;
        pub fn force_mut(this: &mut Lazy<T, F>) -> &mut T;
        pub fn get(this: &Lazy<T, F>) -> Option<&T>;
        pub fn into_value(this: Lazy<T, F>) -> Result<T, F>;
    }
    impl<T, F> Deref for Lazy<T, F> {
        type Target = T;
        fn deref(&self) -> &T;
    }
}

pub mod unsync {
    use std::ops::Deref;

    pub struct OnceCell<T>(Option<T>);
    impl<T> OnceCell<T> {
        pub const fn new() -> OnceCell<T>;
        pub fn get(&self) -> Option<&T>;
        pub fn get_mut(&mut self) -> Option<&mut T>;
        pub fn set(&self, value: T) -> Result<(), T>;
        pub fn get_or_init(&self, f: impl FnOnce() -> T) -> &T;
        pub fn get_or_try_init<E>(&self, f: impl FnOnce() -> Result<T, E>) -> Result<&T, E>;
        pub fn take(&mut self) -> Option<T>;
        pub fn into_inner(self) -> Option<T>;
    }

    pub struct Lazy<T, F>(Option<T>, F);
    impl<T, F> Lazy<T, F> {
        pub const fn new(init: impl FnOnce() -> T) -> Lazy<T, F>;
        pub fn force(this: &Lazy<T, F>) -> &T;
        pub fn get(this: &Lazy<T, F>) -> Option<&T>;
    }
    impl<T, F> Deref for Lazy<T, F> {
        type Target = T;
        fn deref(&self) -> &T;
    }
}

pub mod race {
    pub struct OnceBox<T>(*mut T);
    impl<T> OnceBox<T> {
        pub const fn new() -> OnceBox<T>;
        pub fn get(&self) -> Option<&T>;
        pub fn set(&self, value: Box<T>) -> Result<(), Box<T>>;
        pub fn get_or_init(&self, f: impl FnOnce() -> Box<T>) -> &T;
    }
    impl<T> Drop for OnceBox<T> {
        fn drop(&mut self);
    }
}
