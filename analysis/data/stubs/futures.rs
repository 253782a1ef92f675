// Signatures of futures 0.3: the executor.

pub mod executor {
    pub fn block_on<F>(f: F) -> F::Output;
    pub fn block_on_stream<S>(stream: S) -> std::iter::Iter<S::Item>;
    pub struct ThreadPool;
    impl ThreadPool {
        pub fn new() -> std::io::Result<ThreadPool>;
        pub fn builder() -> ThreadPoolBuilder;
        pub fn spawn_ok<F>(&self, future: F);
    }
    impl Drop for ThreadPool {
        fn drop(&mut self);
    }
    pub struct ThreadPoolBuilder;
    impl ThreadPoolBuilder {
        pub fn new() -> ThreadPoolBuilder;
        pub fn pool_size(&mut self, size: usize) -> &mut ThreadPoolBuilder;
        pub fn create(&mut self) -> std::io::Result<ThreadPool>;
    }
}
