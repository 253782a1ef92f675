// Signatures of crossbeam-channel 0.5.

use std::iter::Iter;
use std::time::{Duration, Instant};

pub fn unbounded<T>() -> (Sender<T>, Receiver<T>);
pub fn bounded<T>(cap: usize) -> (Sender<T>, Receiver<T>);
pub fn after(duration: Duration) -> Receiver<Instant>;
pub fn tick(duration: Duration) -> Receiver<Instant>;
pub fn never<T>() -> Receiver<T>;

pub struct Sender<T>(*mut T);
impl<T> Sender<T> {
    pub fn try_send(&self, msg: T) -> Result<(), TrySendError<T>>;
    pub fn send(&self, msg: T) -> Result<(), SendError<T>>;
    pub fn send_timeout(&self, msg: T, timeout: Duration) -> Result<(), SendTimeoutError<T>>;
    pub fn is_empty(&self) -> bool;
    pub fn len(&self) -> usize;
    pub fn clone(&self) -> Sender<T>;
}
impl<T> Drop for Sender<T> {
    fn drop(&mut self);
}

pub struct Receiver<T>(*mut T);
impl<T> Receiver<T> {
    pub fn try_recv(&self) -> Result<T, TryRecvError>;
    pub fn recv(&self) -> Result<T, RecvError>;
    pub fn recv_timeout(&self, timeout: Duration) -> Result<T, RecvTimeoutError>;
    pub fn iter(&self) -> Iter<T>;
    pub fn try_iter(&self) -> Iter<T>;
    pub fn is_empty(&self) -> bool;
    pub fn len(&self) -> usize;
    pub fn clone(&self) -> Receiver<T>;
}
impl<T> IntoIterator for Receiver<T> {
    type Item = T;
    type IntoIter = Iter<T>;
    fn into_iter(self) -> Iter<T>;
}
impl<T> IntoIterator for &Receiver<T> {
    type Item = T;
    type IntoIter = Iter<T>;
    fn into_iter(self) -> Iter<T>;
}
impl<T> Drop for Receiver<T> {
    fn drop(&mut self);
}

pub struct SendError<T>(pub T);
pub struct TrySendError<T>(T);
pub struct SendTimeoutError<T>(T);
pub struct RecvError;
pub struct TryRecvError;
pub struct RecvTimeoutError;
