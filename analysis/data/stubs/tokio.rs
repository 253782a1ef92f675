// Signatures of tokio 1: runtimes, tasks and channels.

pub use task::spawn;

pub mod runtime {
    use std::io;
    use std::time::Duration;

    pub struct Runtime(Handle);
    impl Runtime {
        pub fn new() -> io::Result<Runtime>;
        pub fn handle(&self) -> &Handle;
        pub fn spawn<F>(&self, future: F) -> crate::task::JoinHandle<F::Output>;
        pub fn spawn_blocking<R>(&self, func: impl FnOnce() -> R) -> crate::task::JoinHandle<R>;
        pub fn block_on<F>(&self, future: F) -> F::Output;
        pub fn enter(&self) -> EnterGuard;
        pub fn shutdown_timeout(self, duration: Duration);
        pub fn shutdown_background(self);
    }
    impl Drop for Runtime {
        fn drop(&mut self);
    }
    pub struct LocalRuntime;
    impl LocalRuntime {
        pub fn block_on<F>(&self, future: F) -> F::Output;
    }
    pub struct EnterGuard;
    impl Drop for EnterGuard {
        fn drop(&mut self);
    }

    pub struct Handle;
    impl Handle {
        pub fn current() -> Handle;
        pub fn try_current() -> Result<Handle, TryCurrentError>;
        pub fn enter(&self) -> EnterGuard;
        pub fn spawn<F>(&self, future: F) -> crate::task::JoinHandle<F::Output>;
        pub fn spawn_blocking<R>(&self, func: impl FnOnce() -> R) -> crate::task::JoinHandle<R>;
        pub fn block_on<F>(&self, future: F) -> F::Output;
    }
    impl Clone for Handle {
        fn clone(&self) -> Handle;
    }
    impl Drop for Handle {
        fn drop(&mut self);
    }
    pub struct TryCurrentError;

    pub struct Builder;
    impl Builder {
        pub fn new_current_thread() -> Builder;
        pub fn new_multi_thread() -> Builder;
        pub fn enable_all(&mut self) -> &mut Builder;
        pub fn enable_io(&mut self) -> &mut Builder;
        pub fn enable_time(&mut self) -> &mut Builder;
        pub fn worker_threads(&mut self, val: usize) -> &mut Builder;
        pub fn max_blocking_threads(&mut self, val: usize) -> &mut Builder;
        pub fn thread_name(&mut self, val: String) -> &mut Builder;
        pub fn thread_name_fn(&mut self, f: impl Fn() -> String) -> &mut Builder;
        pub fn thread_stack_size(&mut self, val: usize) -> &mut Builder;
        pub fn thread_keep_alive(&mut self, duration: Duration) -> &mut Builder;
        pub fn on_thread_start(&mut self, f: impl Fn()) -> &mut Builder;
        pub fn on_thread_stop(&mut self, f: impl Fn()) -> &mut Builder;
        pub fn on_thread_park(&mut self, f: impl Fn()) -> &mut Builder;
        pub fn on_thread_unpark(&mut self, f: impl Fn()) -> &mut Builder;
        pub fn build(&mut self) -> io::Result<Runtime>;
        pub fn build_local<O>(&mut self, options: O) -> io::Result<LocalRuntime>;
    }
}

pub mod task {
    pub fn spawn<F>(future: F) -> JoinHandle<F::Output>;
    pub fn spawn_local<F>(future: F) -> JoinHandle<F::Output>;
    pub fn spawn_blocking<R>(f: impl FnOnce() -> R) -> JoinHandle<R>;
    pub fn block_in_place<R>(f: impl FnOnce() -> R) -> R;
    pub async fn yield_now();

    pub struct JoinHandle<T>(T);
    impl<T> JoinHandle<T> {
        pub fn abort(&self);
        pub fn is_finished(&self) -> bool;
        pub fn abort_handle(&self) -> AbortHandle;
    }
    impl<T> std::future::Future for JoinHandle<T> {
        type Output = Result<T, JoinError>;
    }
    impl<T> Drop for JoinHandle<T> {
        fn drop(&mut self);
    }
    pub struct AbortHandle;
    pub struct JoinError;
    impl JoinError {
        pub fn is_panic(&self) -> bool;
        pub fn is_cancelled(&self) -> bool;
    }
    pub struct JoinSet<T>(T);
    impl<T> JoinSet<T> {
        pub fn new() -> JoinSet<T>;
        pub fn spawn<F>(&mut self, task: F) -> AbortHandle;
        pub async fn join_next(&mut self) -> Option<Result<T, JoinError>>;
        pub fn abort_all(&mut self);
    }
    impl<T> Drop for JoinSet<T> {
        fn drop(&mut self);
    }
    pub struct LocalSet;
    impl LocalSet {
        pub fn new() -> LocalSet;
        pub fn block_on<F>(&self, rt: &crate::runtime::Runtime, future: F) -> F::Output;
    }
    impl Drop for LocalSet {
        fn drop(&mut self);
    }
}

pub mod time {
    use std::time::Duration;

    pub async fn sleep(duration: Duration);
    pub async fn timeout<F>(duration: Duration, future: F) -> Result<F::Output, error::Elapsed>;
    pub fn interval(period: Duration) -> Interval;
    pub struct Interval;
    impl Interval {
        pub async fn tick(&mut self) -> Instant;
    }
    pub struct Instant;
    impl Instant {
        pub fn now() -> Instant;
        pub fn elapsed(&self) -> Duration;
    }
    pub mod error {
        pub struct Elapsed;
    }
}

pub mod sync {
    use std::ops::{Deref, DerefMut};

    pub struct Mutex<T>(T);
    impl<T> Mutex<T> {
        pub const fn new(t: T) -> Mutex<T>;
        pub async fn lock(&self) -> MutexGuard<T>;
        pub fn blocking_lock(&self) -> MutexGuard<T>;
        pub fn try_lock(&self) -> Result<MutexGuard<T>, TryLockError>;
        pub fn get_mut(&mut self) -> &mut T;
        pub fn into_inner(self) -> T;
    }
    pub struct TryLockError;
    pub struct MutexGuard<T>(*mut T);
    impl<T> Deref for MutexGuard<T> {
        type Target = T;
        fn deref(&self) -> &T;
    }
    impl<T> DerefMut for MutexGuard<T> {
        fn deref_mut(&mut self) -> &mut T;
    }
    impl<T> Drop for MutexGuard<T> {
        fn drop(&mut self);
    }
    pub struct RwLock<T>(T);
    impl<T> RwLock<T> {
        pub const fn new(value: T) -> RwLock<T>;
        pub async fn read(&self) -> RwLockReadGuard<T>;
        pub async fn write(&self) -> RwLockWriteGuard<T>;
        pub fn blocking_read(&self) -> RwLockReadGuard<T>;
        pub fn blocking_write(&self) -> RwLockWriteGuard<T>;
    }
    pub struct RwLockReadGuard<T>(*mut T);
    impl<T> Deref for RwLockReadGuard<T> {
        type Target = T;
        fn deref(&self) -> &T;
    }
    impl<T> Drop for RwLockReadGuard<T> {
        fn drop(&mut self);
    }
    pub struct RwLockWriteGuard<T>(*mut T);
    impl<T> Deref for RwLockWriteGuard<T> {
        type Target = T;
        fn deref(&self) -> &T;
    }
    impl<T> DerefMut for RwLockWriteGuard<T> {
        fn deref_mut(&mut self) -> &mut T;
    }
    impl<T> Drop for RwLockWriteGuard<T> {
        fn drop(&mut self);
    }
    pub struct Notify;
    impl Notify {
        pub const fn new() -> Notify;
        pub fn notify_one(&self);
        pub fn notify_waiters(&self);
        pub async fn notified(&self);
    }
    pub struct OnceCell<T>(Option<T>);
    impl<T> OnceCell<T> {
        pub const fn new() -> OnceCell<T>;
        pub const fn const_new() -> OnceCell<T>;
        pub fn get(&self) -> Option<&T>;
        pub fn set(&self, value: T) -> Result<(), T>;
    }

    pub mod mpsc {
        pub fn channel<T>(buffer: usize) -> (Sender<T>, Receiver<T>);
        pub fn unbounded_channel<T>() -> (UnboundedSender<T>, UnboundedReceiver<T>);
        pub struct Sender<T>(*mut T);
        impl<T> Sender<T> {
            pub async fn send(&self, value: T) -> Result<(), SendError<T>>;
            pub fn try_send(&self, message: T) -> Result<(), TrySendError<T>>;
            pub fn blocking_send(&self, value: T) -> Result<(), SendError<T>>;
            pub fn clone(&self) -> Sender<T>;
        }
        impl<T> Drop for Sender<T> {
            fn drop(&mut self);
        }
        pub struct Receiver<T>(*mut T);
        impl<T> Receiver<T> {
            pub async fn recv(&mut self) -> Option<T>;
            pub fn try_recv(&mut self) -> Result<T, TryRecvError>;
            pub fn blocking_recv(&mut self) -> Option<T>;
            pub fn close(&mut self);
        }
        impl<T> Drop for Receiver<T> {
            fn drop(&mut self);
        }
        pub struct UnboundedSender<T>(*mut T);
        impl<T> UnboundedSender<T> {
            pub fn send(&self, message: T) -> Result<(), SendError<T>>;
            pub fn clone(&self) -> UnboundedSender<T>;
        }
        impl<T> Drop for UnboundedSender<T> {
            fn drop(&mut self);
        }
        pub struct UnboundedReceiver<T>(*mut T);
        impl<T> UnboundedReceiver<T> {
            pub async fn recv(&mut self) -> Option<T>;
            pub fn try_recv(&mut self) -> Result<T, TryRecvError>;
            pub fn blocking_recv(&mut self) -> Option<T>;
        }
        impl<T> Drop for UnboundedReceiver<T> {
            fn drop(&mut self);
        }
        pub struct SendError<T>(pub T);
        pub struct TrySendError<T>(T);
        pub struct TryRecvError;
    }

    pub mod oneshot {
        pub fn channel<T>() -> (Sender<T>, Receiver<T>);
        pub struct Sender<T>(*mut T);
        impl<T> Sender<T> {
            pub fn send(self, t: T) -> Result<(), T>;
            pub fn is_closed(&self) -> bool;
        }
        impl<T> Drop for Sender<T> {
            fn drop(&mut self);
        }
        pub struct Receiver<T>(*mut T);
        impl<T> Receiver<T> {
            pub fn blocking_recv(self) -> Result<T, error::RecvError>;
            pub fn try_recv(&mut self) -> Result<T, error::TryRecvError>;
            pub fn close(&mut self);
        }
        impl<T> std::future::Future for Receiver<T> {
            type Output = Result<T, error::RecvError>;
        }
        impl<T> Drop for Receiver<T> {
            fn drop(&mut self);
        }
        pub mod error {
            pub struct RecvError;
            pub struct TryRecvError;
        }
    }
}
