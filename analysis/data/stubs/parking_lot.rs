// Signatures of parking_lot 0.12. Locks return guards, not results.

use std::ops::{Deref, DerefMut};
use std::time::{Duration, Instant};

pub struct Mutex<T>(T);
impl<T> Mutex<T> {
    pub const fn new(val: T) -> Mutex<T>;
    pub fn lock(&self) -> MutexGuard<T>;
    pub fn try_lock(&self) -> Option<MutexGuard<T>>;
    pub fn try_lock_for(&self, timeout: Duration) -> Option<MutexGuard<T>>;
    pub fn is_locked(&self) -> bool;
    pub fn into_inner(self) -> T;
    pub fn get_mut(&mut self) -> &mut T;
    pub fn data_ptr(&self) -> *mut T;
}

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

pub struct FairMutex<T>(T);
impl<T> FairMutex<T> {
    pub const fn new(val: T) -> FairMutex<T>;
    pub fn lock(&self) -> FairMutexGuard<T>;
    pub fn try_lock(&self) -> Option<FairMutexGuard<T>>;
    pub fn try_lock_for(&self, timeout: Duration) -> Option<FairMutexGuard<T>>;
    pub fn is_locked(&self) -> bool;
    pub fn into_inner(self) -> T;
    pub fn get_mut(&mut self) -> &mut T;
    pub fn data_ptr(&self) -> *mut T;
}

pub struct FairMutexGuard<T>(*mut T);
impl<T> Deref for FairMutexGuard<T> {
    type Target = T;
    fn deref(&self) -> &T;
}
impl<T> DerefMut for FairMutexGuard<T> {
    fn deref_mut(&mut self) -> &mut T;
}
impl<T> Drop for FairMutexGuard<T> {
    fn drop(&mut self);
}

pub struct ReentrantMutex<T>(T);
impl<T> ReentrantMutex<T> {
    pub const fn new(val: T) -> ReentrantMutex<T>;
    pub fn lock(&self) -> ReentrantMutexGuard<T>;
    pub fn try_lock(&self) -> Option<ReentrantMutexGuard<T>>;
    pub fn try_lock_for(&self, timeout: Duration) -> Option<ReentrantMutexGuard<T>>;
    pub fn is_locked(&self) -> bool;
    pub fn into_inner(self) -> T;
    pub fn get_mut(&mut self) -> &mut T;
    pub fn data_ptr(&self) -> *mut T;
}

pub struct ReentrantMutexGuard<T>(*mut T);
impl<T> Deref for ReentrantMutexGuard<T> {
    type Target = T;
    fn deref(&self) -> &T;
}
impl<T> Drop for ReentrantMutexGuard<T> {
    fn drop(&mut self);
}

pub struct RwLock<T>(T);
impl<T> RwLock<T> {
    pub const fn new(val: T) -> RwLock<T>;
    pub fn read(&self) -> RwLockReadGuard<T>;
    pub fn try_read(&self) -> Option<RwLockReadGuard<T>>;
    pub fn write(&self) -> RwLockWriteGuard<T>;
    pub fn try_write(&self) -> Option<RwLockWriteGuard<T>>;
    pub fn upgradable_read(&self) -> RwLockUpgradableReadGuard<T>;
    pub fn into_inner(self) -> T;
    pub fn get_mut(&mut self) -> &mut T;
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

pub struct RwLockUpgradableReadGuard<T>(*mut T);
impl<T> Deref for RwLockUpgradableReadGuard<T> {
    type Target = T;
    fn deref(&self) -> &T;
}
impl<T> Drop for RwLockUpgradableReadGuard<T> {
    fn drop(&mut self);
}

pub struct MappedMutexGuard<T>(*mut T);
impl<T> Deref for MappedMutexGuard<T> {
    type Target = T;
    fn deref(&self) -> &T;
}
impl<T> DerefMut for MappedMutexGuard<T> {
    fn deref_mut(&mut self) -> &mut T;
}
impl<T> Drop for MappedMutexGuard<T> {
    fn drop(&mut self);
}

pub struct Condvar;
pub struct WaitTimeoutResult(bool);
impl WaitTimeoutResult {
    pub fn timed_out(&self) -> bool;
}
impl Condvar {
    pub const fn new() -> Condvar;
    pub fn notify_one(&self) -> bool;
    pub fn notify_all(&self) -> usize;
    pub fn wait<T>(&self, mutex_guard: &mut MutexGuard<T>);
    pub fn wait_until<T>(&self, mutex_guard: &mut MutexGuard<T>, timeout: Instant) -> WaitTimeoutResult;
    pub fn wait_for<T>(&self, mutex_guard: &mut MutexGuard<T>, timeout: Duration) -> WaitTimeoutResult;
    pub fn wait_while<T>(&self, mutex_guard: &mut MutexGuard<T>, condition: impl FnMut(&mut T) -> bool);
    pub fn wait_while_for<T>(&self, mutex_guard: &mut MutexGuard<T>, condition: impl FnMut(&mut T) -> bool, timeout: Duration) -> WaitTimeoutResult;
    pub fn wait_while_until<T>(&self, mutex_guard: &mut MutexGuard<T>, condition: impl FnMut(&mut T) -> bool, timeout: Instant) -> WaitTimeoutResult;
}

pub struct Once;
pub struct OnceState;
impl Once {
    pub const fn new() -> Once;
    pub fn state(&self) -> OnceState;
    pub fn call_once(&self, f: impl FnOnce());
    pub fn call_once_force(&self, f: impl FnOnce(OnceState));
}

pub const fn const_mutex<T>(val: T) -> Mutex<T>;
pub const fn const_rwlock<T>(val: T) -> RwLock<T>;
