// Signatures of the standard library for type inference: what a call returns.
// `crate` is std; `core` and `alloc` are the same crate here. No bodies.
//
// Simplifications that help inference: every iterator is `iter::Iter<T>`;
// error and allocator parameters, lifetimes and most bounds are left out;
// extension-trait methods of common types (OsStrExt, PermissionsExt) are inherent.
// `impl Drop` and struct fields say which types need drop on linux-gnu; names and
// drop needs were compared with rustc 1.95.

pub mod prelude {
    pub mod v1 {
        pub use crate::borrow::ToOwned;
        pub use crate::boxed::Box;
        pub use crate::clone::Clone;
        pub use crate::cmp::{Eq, Ord, PartialEq, PartialOrd};
        pub use crate::convert::{AsMut, AsRef, From, Into, TryFrom, TryInto};
        pub use crate::default::Default;
        pub use crate::iter::{DoubleEndedIterator, ExactSizeIterator, Extend, FromIterator, IntoIterator, Iterator};
        pub use crate::marker::{Copy, Send, Sized, Sync, Unpin};
        pub use crate::mem::{align_of, align_of_val, drop, size_of, size_of_val};
        pub use crate::ops::{AsyncFn, AsyncFnMut, AsyncFnOnce, Drop, Fn, FnMut, FnOnce};
        pub use crate::option::Option;
        pub use crate::option::Option::{None, Some};
        pub use crate::result::Result;
        pub use crate::result::Result::{Err, Ok};
        pub use crate::string::{String, ToString};
        pub use crate::vec::Vec;
        pub use crate::{
            assert, assert_eq, assert_ne, cfg, column, compile_error, concat, dbg, debug_assert, debug_assert_eq,
            debug_assert_ne, env, eprint, eprintln, file, format, format_args, include, include_bytes, include_str,
            line, matches, module_path, option_env, panic, print, println, stringify, thread_local, todo, r#try,
            unimplemented, unreachable, vec, write, writeln,
        };
    }
    pub mod rust_2015 {
        pub use super::v1::*;
    }
    pub mod rust_2018 {
        pub use super::v1::*;
    }
    pub mod rust_2021 {
        pub use super::v1::*;
    }
    pub mod rust_2024 {
        pub use super::v1::*;
        pub use crate::future::{Future, IntoFuture};
    }
}

pub mod option {
    use crate::iter::Iter;
    use crate::ops::{Deref, DerefMut};
    use crate::pin::Pin;

    pub enum Option<T> {
        None,
        Some(T),
    }

    impl<T> Option<T> {
        pub fn is_some(&self) -> bool;
        pub fn is_some_and(self, f: impl FnOnce(T) -> bool) -> bool;
        pub fn is_none(&self) -> bool;
        pub fn is_none_or(self, f: impl FnOnce(T) -> bool) -> bool;
        pub fn as_ref(&self) -> Option<&T>;
        pub fn as_mut(&mut self) -> Option<&mut T>;
        pub fn as_pin_ref(self: Pin<&Self>) -> Option<Pin<&T>>;
        pub fn as_pin_mut(self: Pin<&mut Self>) -> Option<Pin<&mut T>>;
        pub fn as_slice(&self) -> &[T];
        pub fn expect(self, msg: &str) -> T;
        pub fn unwrap(self) -> T;
        pub fn unwrap_or(self, default: T) -> T;
        pub fn unwrap_or_else(self, f: impl FnOnce() -> T) -> T;
        pub fn unwrap_or_default(self) -> T;
        pub unsafe fn unwrap_unchecked(self) -> T;
        pub fn map<U>(self, f: impl FnOnce(T) -> U) -> Option<U>;
        pub fn inspect(self, f: impl FnOnce(&T)) -> Option<T>;
        pub fn map_or<U>(self, default: U, f: impl FnOnce(T) -> U) -> U;
        pub fn map_or_else<U>(self, default: impl FnOnce() -> U, f: impl FnOnce(T) -> U) -> U;
        pub fn ok_or<E>(self, err: E) -> Result<T, E>;
        pub fn ok_or_else<E>(self, err: impl FnOnce() -> E) -> Result<T, E>;
        pub fn as_deref(&self) -> Option<&T::Target>;
        pub fn as_deref_mut(&mut self) -> Option<&mut T::Target>;
        pub fn iter(&self) -> Iter<&T>;
        pub fn iter_mut(&mut self) -> Iter<&mut T>;
        pub fn into_iter(self) -> Iter<T>;
        pub fn and<U>(self, optb: Option<U>) -> Option<U>;
        pub fn and_then<U>(self, f: impl FnOnce(T) -> Option<U>) -> Option<U>;
        pub fn filter(self, predicate: impl FnOnce(&T) -> bool) -> Option<T>;
        pub fn or(self, optb: Option<T>) -> Option<T>;
        pub fn or_else(self, f: impl FnOnce() -> Option<T>) -> Option<T>;
        pub fn xor(self, optb: Option<T>) -> Option<T>;
        pub fn insert(&mut self, value: T) -> &mut T;
        pub fn get_or_insert(&mut self, value: T) -> &mut T;
        pub fn get_or_insert_default(&mut self) -> &mut T;
        pub fn get_or_insert_with(&mut self, f: impl FnOnce() -> T) -> &mut T;
        pub fn take(&mut self) -> Option<T>;
        pub fn take_if(&mut self, predicate: impl FnOnce(&mut T) -> bool) -> Option<T>;
        pub fn replace(&mut self, value: T) -> Option<T>;
        pub fn zip<U>(self, other: Option<U>) -> Option<(T, U)>;
        pub fn cloned(self) -> Option<T>;
        pub fn copied(self) -> Option<T>;
        pub fn clone(&self) -> Option<T>;
    }

    impl<T> Option<&T> {
        pub fn cloned(self) -> Option<T>;
        pub fn copied(self) -> Option<T>;
    }

    impl<T> Option<&mut T> {
        pub fn cloned(self) -> Option<T>;
        pub fn copied(self) -> Option<T>;
    }

    impl<T, U> Option<(T, U)> {
        pub fn unzip(self) -> (Option<T>, Option<U>);
    }

    impl<T, E> Option<Result<T, E>> {
        pub fn transpose(self) -> Result<Option<T>, E>;
    }

    impl<T> Option<Option<T>> {
        pub fn flatten(self) -> Option<T>;
    }

    impl<T> IntoIterator for Option<T> {
        type Item = T;
        type IntoIter = Iter<T>;
        fn into_iter(self) -> Iter<T>;
    }
}

pub mod result {
    use crate::iter::Iter;
    use crate::ops::{Deref, DerefMut};

    pub enum Result<T, E> {
        Ok(T),
        Err(E),
    }

    impl<T, E> Result<T, E> {
        pub fn is_ok(&self) -> bool;
        pub fn is_ok_and(self, f: impl FnOnce(T) -> bool) -> bool;
        pub fn is_err(&self) -> bool;
        pub fn is_err_and(self, f: impl FnOnce(E) -> bool) -> bool;
        pub fn ok(self) -> Option<T>;
        pub fn err(self) -> Option<E>;
        pub fn as_ref(&self) -> Result<&T, &E>;
        pub fn as_mut(&mut self) -> Result<&mut T, &mut E>;
        pub fn map<U>(self, op: impl FnOnce(T) -> U) -> Result<U, E>;
        pub fn map_or<U>(self, default: U, f: impl FnOnce(T) -> U) -> U;
        pub fn map_or_else<U>(self, default: impl FnOnce(E) -> U, f: impl FnOnce(T) -> U) -> U;
        pub fn map_err<F>(self, op: impl FnOnce(E) -> F) -> Result<T, F>;
        pub fn inspect(self, f: impl FnOnce(&T)) -> Result<T, E>;
        pub fn inspect_err(self, f: impl FnOnce(&E)) -> Result<T, E>;
        pub fn as_deref(&self) -> Result<&T::Target, &E>;
        pub fn as_deref_mut(&mut self) -> Result<&mut T::Target, &mut E>;
        pub fn iter(&self) -> Iter<&T>;
        pub fn iter_mut(&mut self) -> Iter<&mut T>;
        pub fn into_iter(self) -> Iter<T>;
        pub fn expect(self, msg: &str) -> T;
        pub fn unwrap(self) -> T;
        pub fn unwrap_or_default(self) -> T;
        pub fn expect_err(self, msg: &str) -> E;
        pub fn unwrap_err(self) -> E;
        pub fn and<U>(self, res: Result<U, E>) -> Result<U, E>;
        pub fn and_then<U>(self, op: impl FnOnce(T) -> Result<U, E>) -> Result<U, E>;
        pub fn or<F>(self, res: Result<T, F>) -> Result<T, F>;
        pub fn or_else<F>(self, op: impl FnOnce(E) -> Result<T, F>) -> Result<T, F>;
        pub fn unwrap_or(self, default: T) -> T;
        pub fn unwrap_or_else(self, op: impl FnOnce(E) -> T) -> T;
        pub unsafe fn unwrap_unchecked(self) -> T;
        pub unsafe fn unwrap_err_unchecked(self) -> E;
        pub fn clone(&self) -> Result<T, E>;
    }

    impl<T, E> Result<&T, E> {
        pub fn cloned(self) -> Result<T, E>;
        pub fn copied(self) -> Result<T, E>;
    }

    impl<T, E> Result<Option<T>, E> {
        pub fn transpose(self) -> Option<Result<T, E>>;
    }

    impl<T, E> Result<Result<T, E>, E> {
        pub fn flatten(self) -> Result<T, E>;
    }

    impl<T, E> IntoIterator for Result<T, E> {
        type Item = T;
        type IntoIter = Iter<T>;
        fn into_iter(self) -> Iter<T>;
    }
}

pub mod iter {
    use crate::cmp::Ordering;

    /// Stands for every iterator of the library.
    pub struct Iter<T>(T);

    impl<T> Iter<T> {
        pub fn next(&mut self) -> Option<T>;
        pub fn next_back(&mut self) -> Option<T>;
        pub fn nth(&mut self, n: usize) -> Option<T>;
        pub fn nth_back(&mut self, n: usize) -> Option<T>;
        pub fn peek(&mut self) -> Option<&T>;
        pub fn peek_mut(&mut self) -> Option<&mut T>;
        pub fn next_if(&mut self, func: impl FnOnce(&T) -> bool) -> Option<T>;
        pub fn size_hint(&self) -> (usize, Option<usize>);
        pub fn len(&self) -> usize;
        pub fn count(self) -> usize;
        pub fn last(self) -> Option<T>;
        pub fn by_ref(&mut self) -> &mut Iter<T>;
        pub fn into_iter(self) -> Iter<T>;
        pub fn step_by(self, step: usize) -> Iter<T>;
        pub fn chain<U>(self, other: U) -> Iter<T>;
        pub fn zip<U: IntoIterator>(self, other: U) -> Iter<(T, U::Item)>;
        pub fn map<B>(self, f: impl FnMut(T) -> B) -> Iter<B>;
        pub fn for_each(self, f: impl FnMut(T));
        pub fn filter(self, predicate: impl FnMut(&T) -> bool) -> Iter<T>;
        pub fn filter_map<B>(self, f: impl FnMut(T) -> Option<B>) -> Iter<B>;
        pub fn enumerate(self) -> Iter<(usize, T)>;
        pub fn peekable(self) -> Iter<T>;
        pub fn skip_while(self, predicate: impl FnMut(&T) -> bool) -> Iter<T>;
        pub fn take_while(self, predicate: impl FnMut(&T) -> bool) -> Iter<T>;
        pub fn map_while<B>(self, predicate: impl FnMut(T) -> Option<B>) -> Iter<B>;
        pub fn skip(self, n: usize) -> Iter<T>;
        pub fn take(self, n: usize) -> Iter<T>;
        pub fn scan<St, B>(self, initial: St, f: impl FnMut(&mut St, T) -> Option<B>) -> Iter<B>;
        pub fn flat_map<U: IntoIterator>(self, f: impl FnMut(T) -> U) -> Iter<U::Item>;
        pub fn flatten(self) -> Iter<T::Item>;
        pub fn fuse(self) -> Iter<T>;
        pub fn inspect(self, f: impl FnMut(&T)) -> Iter<T>;
        pub fn collect<B>(self) -> B;
        pub fn partition<B>(self, f: impl FnMut(&T) -> bool) -> (B, B);
        pub fn try_fold<B, R>(&mut self, init: B, f: impl FnMut(B, T) -> R) -> R;
        pub fn try_for_each<R>(&mut self, f: impl FnMut(T) -> R) -> R;
        pub fn fold<B>(self, init: B, f: impl FnMut(B, T) -> B) -> B;
        pub fn reduce(self, f: impl FnMut(T, T) -> T) -> Option<T>;
        pub fn all(&mut self, f: impl FnMut(T) -> bool) -> bool;
        pub fn any(&mut self, f: impl FnMut(T) -> bool) -> bool;
        pub fn find(&mut self, predicate: impl FnMut(&T) -> bool) -> Option<T>;
        pub fn find_map<B>(&mut self, f: impl FnMut(T) -> Option<B>) -> Option<B>;
        pub fn position(&mut self, predicate: impl FnMut(T) -> bool) -> Option<usize>;
        pub fn rposition(&mut self, predicate: impl FnMut(T) -> bool) -> Option<usize>;
        pub fn max(self) -> Option<T>;
        pub fn min(self) -> Option<T>;
        pub fn max_by_key<B>(self, f: impl FnMut(&T) -> B) -> Option<T>;
        pub fn max_by(self, compare: impl FnMut(&T, &T) -> Ordering) -> Option<T>;
        pub fn min_by_key<B>(self, f: impl FnMut(&T) -> B) -> Option<T>;
        pub fn min_by(self, compare: impl FnMut(&T, &T) -> Ordering) -> Option<T>;
        pub fn rev(self) -> Iter<T>;
        pub fn unzip<A, B>(self) -> (A, B);
        pub fn copied(self) -> Iter<T>;
        pub fn cloned(self) -> Iter<T>;
        pub fn cycle(self) -> Iter<T>;
        pub fn sum<S>(self) -> S;
        pub fn product<P>(self) -> P;
        pub fn eq<I>(self, other: I) -> bool;
        pub fn is_sorted(self) -> bool;
        pub fn as_str(&self) -> &str;
        pub fn as_path(&self) -> &crate::path::Path;
        pub fn as_slice(&self) -> &[T];
        pub fn remainder(&self) -> &[T];
    }

    impl<T> Iter<&T> {
        pub fn copied(self) -> Iter<T>;
        pub fn cloned(self) -> Iter<T>;
    }

    impl<T> Iter<Option<T>> {
        pub fn flatten(self) -> Iter<T>;
    }

    impl<T, E> Iter<Result<T, E>> {
        pub fn flatten(self) -> Iter<T>;
    }

    impl<T> Iterator for Iter<T> {
        type Item = T;
        fn next(&mut self) -> Option<T>;
    }

    pub trait Iterator {
        type Item;
        fn next(&mut self) -> Option<Self::Item>;
        fn nth(&mut self, n: usize) -> Option<Self::Item>;
        fn size_hint(&self) -> (usize, Option<usize>);
        fn count(self) -> usize;
        fn last(self) -> Option<Self::Item>;
        fn by_ref(&mut self) -> &mut Self;
        fn step_by(self, step: usize) -> Iter<Self::Item>;
        fn chain<U>(self, other: U) -> Iter<Self::Item>;
        fn zip<U: IntoIterator>(self, other: U) -> Iter<(Self::Item, U::Item)>;
        fn map<B>(self, f: impl FnMut(Self::Item) -> B) -> Iter<B>;
        fn for_each(self, f: impl FnMut(Self::Item));
        fn filter(self, predicate: impl FnMut(&Self::Item) -> bool) -> Iter<Self::Item>;
        fn filter_map<B>(self, f: impl FnMut(Self::Item) -> Option<B>) -> Iter<B>;
        fn enumerate(self) -> Iter<(usize, Self::Item)>;
        fn peekable(self) -> Iter<Self::Item>;
        fn skip_while(self, predicate: impl FnMut(&Self::Item) -> bool) -> Iter<Self::Item>;
        fn take_while(self, predicate: impl FnMut(&Self::Item) -> bool) -> Iter<Self::Item>;
        fn map_while<B>(self, predicate: impl FnMut(Self::Item) -> Option<B>) -> Iter<B>;
        fn skip(self, n: usize) -> Iter<Self::Item>;
        fn take(self, n: usize) -> Iter<Self::Item>;
        fn scan<St, B>(self, initial: St, f: impl FnMut(&mut St, Self::Item) -> Option<B>) -> Iter<B>;
        fn flat_map<U: IntoIterator>(self, f: impl FnMut(Self::Item) -> U) -> Iter<U::Item>;
        fn flatten(self) -> Iter<<Self::Item as IntoIterator>::Item>;
        fn fuse(self) -> Iter<Self::Item>;
        fn inspect(self, f: impl FnMut(&Self::Item)) -> Iter<Self::Item>;
        fn collect<B>(self) -> B;
        fn partition<B>(self, f: impl FnMut(&Self::Item) -> bool) -> (B, B);
        fn try_fold<B, R>(&mut self, init: B, f: impl FnMut(B, Self::Item) -> R) -> R;
        fn try_for_each<R>(&mut self, f: impl FnMut(Self::Item) -> R) -> R;
        fn fold<B>(self, init: B, f: impl FnMut(B, Self::Item) -> B) -> B;
        fn reduce(self, f: impl FnMut(Self::Item, Self::Item) -> Self::Item) -> Option<Self::Item>;
        fn all(&mut self, f: impl FnMut(Self::Item) -> bool) -> bool;
        fn any(&mut self, f: impl FnMut(Self::Item) -> bool) -> bool;
        fn find(&mut self, predicate: impl FnMut(&Self::Item) -> bool) -> Option<Self::Item>;
        fn find_map<B>(&mut self, f: impl FnMut(Self::Item) -> Option<B>) -> Option<B>;
        fn position(&mut self, predicate: impl FnMut(Self::Item) -> bool) -> Option<usize>;
        fn max(self) -> Option<Self::Item>;
        fn min(self) -> Option<Self::Item>;
        fn max_by_key<B>(self, f: impl FnMut(&Self::Item) -> B) -> Option<Self::Item>;
        fn max_by(self, compare: impl FnMut(&Self::Item, &Self::Item) -> Ordering) -> Option<Self::Item>;
        fn min_by_key<B>(self, f: impl FnMut(&Self::Item) -> B) -> Option<Self::Item>;
        fn min_by(self, compare: impl FnMut(&Self::Item, &Self::Item) -> Ordering) -> Option<Self::Item>;
        fn rev(self) -> Iter<Self::Item>;
        fn unzip<A, B>(self) -> (A, B);
        fn copied(self) -> Iter<Self::Item>;
        fn cloned(self) -> Iter<Self::Item>;
        fn cycle(self) -> Iter<Self::Item>;
        fn sum<S>(self) -> S;
        fn product<P>(self) -> P;
    }

    pub trait DoubleEndedIterator: Iterator {
        fn next_back(&mut self) -> Option<Self::Item>;
        fn nth_back(&mut self, n: usize) -> Option<Self::Item>;
        fn rfold<B>(self, init: B, f: impl FnMut(B, Self::Item) -> B) -> B;
        fn rfind(&mut self, predicate: impl FnMut(&Self::Item) -> bool) -> Option<Self::Item>;
    }

    pub trait ExactSizeIterator: Iterator {
        fn len(&self) -> usize;
    }

    pub trait IntoIterator {
        type Item;
        type IntoIter;
        fn into_iter(self) -> Self::IntoIter;
    }

    impl<I: Iterator> IntoIterator for I {
        type Item = I::Item;
        type IntoIter = I;
        fn into_iter(self) -> I;
    }

    pub trait FromIterator<A> {
        fn from_iter<T>(iter: T) -> Self;
    }

    pub trait Extend<A> {
        fn extend<T>(&mut self, iter: T);
    }

    pub fn once<T>(value: T) -> Iter<T>;
    pub fn once_with<T>(f: impl FnOnce() -> T) -> Iter<T>;
    pub fn empty<T>() -> Iter<T>;
    pub fn repeat<T>(elt: T) -> Iter<T>;
    pub fn repeat_n<T>(elt: T, count: usize) -> Iter<T>;
    pub fn repeat_with<T>(f: impl FnMut() -> T) -> Iter<T>;
    pub fn from_fn<T>(f: impl FnMut() -> Option<T>) -> Iter<T>;
    pub fn successors<T>(first: Option<T>, f: impl FnMut(&T) -> Option<T>) -> Iter<T>;
    pub fn zip<A: IntoIterator, B: IntoIterator>(a: A, b: B) -> Iter<(A::Item, B::Item)>;
}

pub mod ops {
    pub trait Deref {
        type Target;
        fn deref(&self) -> &Self::Target;
    }

    pub trait DerefMut: Deref {
        fn deref_mut(&mut self) -> &mut Self::Target;
    }

    pub trait Drop {
        fn drop(&mut self);
    }

    pub trait Fn<Args>: FnMut<Args> {}
    pub trait FnMut<Args>: FnOnce<Args> {}
    pub trait FnOnce<Args> {
        type Output;
    }
    pub trait AsyncFn<Args> {}
    pub trait AsyncFnMut<Args> {}
    pub trait AsyncFnOnce<Args> {}

    pub trait Index<Idx> {
        type Output;
        fn index(&self, index: Idx) -> &Self::Output;
    }
    pub trait IndexMut<Idx>: Index<Idx> {
        fn index_mut(&mut self, index: Idx) -> &mut Self::Output;
    }

    pub trait Add<Rhs> {
        type Output;
        fn add(self, rhs: Rhs) -> Self::Output;
    }
    pub trait Sub<Rhs> {
        type Output;
        fn sub(self, rhs: Rhs) -> Self::Output;
    }
    pub trait Mul<Rhs> {
        type Output;
        fn mul(self, rhs: Rhs) -> Self::Output;
    }
    pub trait Div<Rhs> {
        type Output;
        fn div(self, rhs: Rhs) -> Self::Output;
    }
    pub trait Rem<Rhs> {
        type Output;
        fn rem(self, rhs: Rhs) -> Self::Output;
    }
    pub trait Neg {
        type Output;
        fn neg(self) -> Self::Output;
    }
    pub trait Not {
        type Output;
        fn not(self) -> Self::Output;
    }
    pub trait AddAssign<Rhs> {
        fn add_assign(&mut self, rhs: Rhs);
    }
    pub trait SubAssign<Rhs> {
        fn sub_assign(&mut self, rhs: Rhs);
    }

    pub struct Range<Idx> {
        pub start: Idx,
        pub end: Idx,
    }
    impl<Idx> Range<Idx> {
        pub fn contains(&self, item: &Idx) -> bool;
        pub fn is_empty(&self) -> bool;
    }
    impl<Idx> Iterator for Range<Idx> {
        type Item = Idx;
        fn next(&mut self) -> Option<Idx>;
    }

    pub struct RangeInclusive<Idx>(Idx);
    impl<Idx> RangeInclusive<Idx> {
        pub fn contains(&self, item: &Idx) -> bool;
        pub fn start(&self) -> &Idx;
        pub fn end(&self) -> &Idx;
    }
    impl<Idx> Iterator for RangeInclusive<Idx> {
        type Item = Idx;
        fn next(&mut self) -> Option<Idx>;
    }

    pub struct RangeFrom<Idx> {
        pub start: Idx,
    }
    impl<Idx> Iterator for RangeFrom<Idx> {
        type Item = Idx;
        fn next(&mut self) -> Option<Idx>;
    }

    pub struct RangeTo<Idx> {
        pub end: Idx,
    }
    pub struct RangeFull;

    pub enum ControlFlow<B, C> {
        Continue(C),
        Break(B),
    }
    impl<B, C> ControlFlow<B, C> {
        pub fn is_break(&self) -> bool;
        pub fn is_continue(&self) -> bool;
        pub fn break_value(self) -> Option<B>;
        pub fn continue_value(self) -> Option<C>;
    }
}

pub mod clone {
    pub trait Clone {
        fn clone(&self) -> Self;
        fn clone_from(&mut self, source: &Self);
    }
}

pub mod default {
    pub trait Default {
        fn default() -> Self;
    }
}

pub mod marker {
    pub trait Copy {}
    pub trait Send {}
    pub trait Sync {}
    pub trait Sized {}
    pub trait Unpin {}
    pub struct PhantomData<T>;
    pub struct PhantomPinned;
}

pub mod cmp {
    pub enum Ordering {
        Less,
        Equal,
        Greater,
    }
    impl Ordering {
        pub fn is_eq(self) -> bool;
        pub fn is_lt(self) -> bool;
        pub fn is_gt(self) -> bool;
        pub fn is_le(self) -> bool;
        pub fn is_ge(self) -> bool;
        pub fn reverse(self) -> Ordering;
        pub fn then(self, other: Ordering) -> Ordering;
        pub fn then_with(self, f: impl FnOnce() -> Ordering) -> Ordering;
    }

    pub trait PartialEq<Rhs> {
        fn eq(&self, other: &Rhs) -> bool;
        fn ne(&self, other: &Rhs) -> bool;
    }
    pub trait Eq: PartialEq {}
    pub trait PartialOrd<Rhs>: PartialEq<Rhs> {
        fn partial_cmp(&self, other: &Rhs) -> Option<Ordering>;
    }
    pub trait Ord: Eq {
        fn cmp(&self, other: &Self) -> Ordering;
        fn max(self, other: Self) -> Self;
        fn min(self, other: Self) -> Self;
        fn clamp(self, min: Self, max: Self) -> Self;
    }
    pub struct Reverse<T>(pub T);
    pub fn min<T>(v1: T, v2: T) -> T;
    pub fn max<T>(v1: T, v2: T) -> T;
}

pub mod convert {
    pub trait From<T> {
        fn from(value: T) -> Self;
    }
    pub trait Into<T> {
        fn into(self) -> T;
    }
    pub trait TryFrom<T> {
        type Error;
        fn try_from(value: T) -> Result<Self, Self::Error>;
    }
    pub trait TryInto<T> {
        type Error;
        fn try_into(self) -> Result<T, Self::Error>;
    }
    pub trait AsRef<T> {
        fn as_ref(&self) -> &T;
    }
    pub trait AsMut<T> {
        fn as_mut(&mut self) -> &mut T;
    }
    pub enum Infallible {}
    pub fn identity<T>(x: T) -> T;
}

pub mod borrow {
    use crate::ops::Deref;

    pub trait Borrow<B> {
        fn borrow(&self) -> &B;
    }
    pub trait BorrowMut<B>: Borrow<B> {
        fn borrow_mut(&mut self) -> &mut B;
    }
    pub trait ToOwned {
        type Owned;
        fn to_owned(&self) -> Self::Owned;
    }
    impl ToOwned for str {
        type Owned = String;
        fn to_owned(&self) -> String;
    }
    impl<T> ToOwned for [T] {
        type Owned = Vec<T>;
        fn to_owned(&self) -> Vec<T>;
    }

    pub enum Cow<B> {
        Borrowed(&B),
        Owned(<B as ToOwned>::Owned),
    }
    impl<B> Cow<B> {
        pub fn is_borrowed(&self) -> bool;
        pub fn is_owned(&self) -> bool;
        pub fn to_mut(&mut self) -> &mut <B as ToOwned>::Owned;
        pub fn into_owned(self) -> <B as ToOwned>::Owned;
    }
    impl<B> Deref for Cow<B> {
        type Target = B;
        fn deref(&self) -> &B;
    }
    impl<B> Drop for Cow<B> {
        fn drop(&mut self);
    }
}

pub mod boxed {
    use crate::ops::{Deref, DerefMut};
    use crate::pin::Pin;

    pub struct Box<T>(*mut T);

    impl<T> Box<T> {
        pub fn new(x: T) -> Box<T>;
        pub fn new_uninit() -> Box<crate::mem::MaybeUninit<T>>;
        pub fn pin(x: T) -> Pin<Box<T>>;
        pub unsafe fn from_raw(raw: *mut T) -> Box<T>;
        pub fn into_raw(b: Box<T>) -> *mut T;
        pub fn leak(b: Box<T>) -> &'static mut T;
        pub fn into_pin(boxed: Box<T>) -> Pin<Box<T>>;
        pub fn into_inner(boxed: Box<T>) -> T;
        pub fn as_ptr(b: &Box<T>) -> *const T;
        pub fn as_mut_ptr(b: &mut Box<T>) -> *mut T;
    }
    impl<T> Box<[T]> {
        pub fn into_vec(self) -> Vec<T>;
    }
    impl Box<str> {
        pub fn into_string(self) -> String;
    }
    impl Box<dyn crate::any::Any> {
        pub fn downcast<T>(self) -> Result<Box<T>, Box<dyn crate::any::Any>>;
    }
    impl<T> From<T> for Box<T> {
        fn from(t: T) -> Box<T>;
    }
    impl<T> Deref for Box<T> {
        type Target = T;
        fn deref(&self) -> &T;
    }
    impl<T> DerefMut for Box<T> {
        fn deref_mut(&mut self) -> &mut T;
    }
    impl<T> AsRef<T> for Box<T> {
        fn as_ref(&self) -> &T;
    }
    impl<T> AsMut<T> for Box<T> {
        fn as_mut(&mut self) -> &mut T;
    }
    impl<T: Clone> Clone for Box<T> {
        fn clone(&self) -> Box<T>;
    }
    impl<T> Drop for Box<T> {
        fn drop(&mut self);
    }
}

pub mod rc {
    use crate::ops::Deref;

    pub struct Rc<T>(*mut T);

    impl<T> Rc<T> {
        pub fn new(value: T) -> Rc<T>;
        pub fn new_cyclic(data_fn: impl FnOnce(&Weak<T>) -> T) -> Rc<T>;
        pub fn pin(value: T) -> crate::pin::Pin<Rc<T>>;
        pub fn try_unwrap(this: Rc<T>) -> Result<T, Rc<T>>;
        pub fn into_inner(this: Rc<T>) -> Option<T>;
        pub fn into_raw(this: Rc<T>) -> *const T;
        pub unsafe fn from_raw(ptr: *const T) -> Rc<T>;
        pub fn as_ptr(this: &Rc<T>) -> *const T;
        pub fn downgrade(this: &Rc<T>) -> Weak<T>;
        pub fn weak_count(this: &Rc<T>) -> usize;
        pub fn strong_count(this: &Rc<T>) -> usize;
        pub unsafe fn increment_strong_count(ptr: *const T);
        pub unsafe fn decrement_strong_count(ptr: *const T);
        pub fn get_mut(this: &mut Rc<T>) -> Option<&mut T>;
        pub fn ptr_eq(this: &Rc<T>, other: &Rc<T>) -> bool;
        pub fn make_mut(this: &mut Rc<T>) -> &mut T;
        pub fn unwrap_or_clone(this: Rc<T>) -> T;
    }
    impl<T> From<T> for Rc<T> {
        fn from(t: T) -> Rc<T>;
    }
    impl<T> Deref for Rc<T> {
        type Target = T;
        fn deref(&self) -> &T;
    }
    impl<T> AsRef<T> for Rc<T> {
        fn as_ref(&self) -> &T;
    }
    impl<T> Clone for Rc<T> {
        fn clone(&self) -> Rc<T>;
    }
    impl<T> Drop for Rc<T> {
        fn drop(&mut self);
    }

    pub struct Weak<T>(*mut T);
    impl<T> Weak<T> {
        pub fn new() -> Weak<T>;
        pub fn upgrade(&self) -> Option<Rc<T>>;
        pub fn strong_count(&self) -> usize;
        pub fn ptr_eq(&self, other: &Weak<T>) -> bool;
    }
    impl<T> Clone for Weak<T> {
        fn clone(&self) -> Weak<T>;
    }
    impl<T> Drop for Weak<T> {
        fn drop(&mut self);
    }
}

pub mod vec {
    use crate::iter::Iter;
    use crate::ops::{Deref, DerefMut, Index, IndexMut};

    pub struct Vec<T>(*mut T);

    impl<T> Vec<T> {
        pub fn new() -> Vec<T>;
        pub fn with_capacity(capacity: usize) -> Vec<T>;
        pub unsafe fn from_raw_parts(ptr: *mut T, length: usize, capacity: usize) -> Vec<T>;
        pub fn capacity(&self) -> usize;
        pub fn reserve(&mut self, additional: usize);
        pub fn reserve_exact(&mut self, additional: usize);
        pub fn try_reserve(&mut self, additional: usize) -> Result<(), crate::collections::TryReserveError>;
        pub fn shrink_to_fit(&mut self);
        pub fn into_boxed_slice(self) -> Box<[T]>;
        pub fn truncate(&mut self, len: usize);
        pub fn as_slice(&self) -> &[T];
        pub fn as_mut_slice(&mut self) -> &mut [T];
        pub fn as_ptr(&self) -> *const T;
        pub fn as_mut_ptr(&mut self) -> *mut T;
        pub unsafe fn set_len(&mut self, new_len: usize);
        pub fn swap_remove(&mut self, index: usize) -> T;
        pub fn insert(&mut self, index: usize, element: T);
        pub fn remove(&mut self, index: usize) -> T;
        pub fn retain(&mut self, f: impl FnMut(&T) -> bool);
        pub fn retain_mut(&mut self, f: impl FnMut(&mut T) -> bool);
        pub fn dedup(&mut self);
        pub fn dedup_by_key<K>(&mut self, key: impl FnMut(&mut T) -> K);
        pub fn dedup_by(&mut self, same_bucket: impl FnMut(&mut T, &mut T) -> bool);
        pub fn push(&mut self, value: T);
        pub fn pop(&mut self) -> Option<T>;
        pub fn pop_if(&mut self, predicate: impl FnOnce(&mut T) -> bool) -> Option<T>;
        pub fn append(&mut self, other: &mut Vec<T>);
        pub fn drain<R>(&mut self, range: R) -> Iter<T>;
        pub fn clear(&mut self);
        pub fn len(&self) -> usize;
        pub fn is_empty(&self) -> bool;
        pub fn split_off(&mut self, at: usize) -> Vec<T>;
        pub fn resize_with(&mut self, new_len: usize, f: impl FnMut() -> T);
        pub fn resize(&mut self, new_len: usize, value: T);
        pub fn leak(self) -> &'static mut [T];
        pub fn extend_from_slice(&mut self, other: &[T]);
        pub fn extend_from_within<R>(&mut self, src: R);
        pub fn splice<R, I>(&mut self, range: R, replace_with: I) -> Iter<T>;
        pub fn into_iter(self) -> Iter<T>;
        pub fn extend<I>(&mut self, iter: I);
        pub fn from_iter<I>(iter: I) -> Vec<T>;
    }
    impl<T> Default for Vec<T> {
        fn default() -> Vec<T>;
    }
    impl<T> From<&[T]> for Vec<T> {
        fn from(s: &[T]) -> Vec<T>;
    }
    impl<T> Deref for Vec<T> {
        type Target = [T];
        fn deref(&self) -> &[T];
    }
    impl<T> DerefMut for Vec<T> {
        fn deref_mut(&mut self) -> &mut [T];
    }
    impl<T> Index<usize> for Vec<T> {
        type Output = T;
        fn index(&self, index: usize) -> &T;
    }
    impl<T> IntoIterator for Vec<T> {
        type Item = T;
        type IntoIter = Iter<T>;
        fn into_iter(self) -> Iter<T>;
    }
    impl<T> IntoIterator for &Vec<T> {
        type Item = &T;
        type IntoIter = Iter<&T>;
        fn into_iter(self) -> Iter<&T>;
    }
    impl<T> IntoIterator for &mut Vec<T> {
        type Item = &mut T;
        type IntoIter = Iter<&mut T>;
        fn into_iter(self) -> Iter<&mut T>;
    }
    impl<T> FromIterator<T> for Vec<T> {
        fn from_iter<I>(iter: I) -> Vec<T>;
    }
    impl<T: Clone> Clone for Vec<T> {
        fn clone(&self) -> Vec<T>;
    }
    impl<T> Drop for Vec<T> {
        fn drop(&mut self);
    }
}

pub mod slice {
    use crate::cmp::Ordering;
    use crate::iter::Iter;
    use crate::ops::Index;

    impl<T> [T] {
        pub fn len(&self) -> usize;
        pub fn is_empty(&self) -> bool;
        pub fn first(&self) -> Option<&T>;
        pub fn first_mut(&mut self) -> Option<&mut T>;
        pub fn split_first(&self) -> Option<(&T, &[T])>;
        pub fn split_last(&self) -> Option<(&T, &[T])>;
        pub fn last(&self) -> Option<&T>;
        pub fn last_mut(&mut self) -> Option<&mut T>;
        pub fn get(&self, index: usize) -> Option<&T>;
        pub fn get_mut(&mut self, index: usize) -> Option<&mut T>;
        pub unsafe fn get_unchecked(&self, index: usize) -> &T;
        pub unsafe fn get_unchecked_mut(&mut self, index: usize) -> &mut T;
        pub fn as_ptr(&self) -> *const T;
        pub fn as_mut_ptr(&mut self) -> *mut T;
        pub fn swap(&mut self, a: usize, b: usize);
        pub fn reverse(&mut self);
        pub fn iter(&self) -> Iter<&T>;
        pub fn iter_mut(&mut self) -> Iter<&mut T>;
        pub fn windows(&self, size: usize) -> Iter<&[T]>;
        pub fn chunks(&self, chunk_size: usize) -> Iter<&[T]>;
        pub fn chunks_mut(&mut self, chunk_size: usize) -> Iter<&mut [T]>;
        pub fn chunks_exact(&self, chunk_size: usize) -> Iter<&[T]>;
        pub fn chunks_exact_mut(&mut self, chunk_size: usize) -> Iter<&mut [T]>;
        pub fn rchunks(&self, chunk_size: usize) -> Iter<&[T]>;
        pub fn rchunks_exact(&self, chunk_size: usize) -> Iter<&[T]>;
        pub fn split_at(&self, mid: usize) -> (&[T], &[T]);
        pub fn split_at_mut(&mut self, mid: usize) -> (&mut [T], &mut [T]);
        pub fn split_at_checked(&self, mid: usize) -> Option<(&[T], &[T])>;
        pub fn split(&self, pred: impl FnMut(&T) -> bool) -> Iter<&[T]>;
        pub fn splitn(&self, n: usize, pred: impl FnMut(&T) -> bool) -> Iter<&[T]>;
        pub fn contains(&self, x: &T) -> bool;
        pub fn starts_with(&self, needle: &[T]) -> bool;
        pub fn ends_with(&self, needle: &[T]) -> bool;
        pub fn strip_prefix<P>(&self, prefix: &P) -> Option<&[T]>;
        pub fn strip_suffix<P>(&self, suffix: &P) -> Option<&[T]>;
        pub fn binary_search(&self, x: &T) -> Result<usize, usize>;
        pub fn binary_search_by(&self, f: impl FnMut(&T) -> Ordering) -> Result<usize, usize>;
        pub fn binary_search_by_key<B>(&self, b: &B, f: impl FnMut(&T) -> B) -> Result<usize, usize>;
        pub fn partition_point(&self, pred: impl FnMut(&T) -> bool) -> usize;
        pub fn sort(&mut self);
        pub fn sort_by(&mut self, compare: impl FnMut(&T, &T) -> Ordering);
        pub fn sort_by_key<K>(&mut self, f: impl FnMut(&T) -> K);
        pub fn sort_by_cached_key<K>(&mut self, f: impl FnMut(&T) -> K);
        pub fn sort_unstable(&mut self);
        pub fn sort_unstable_by(&mut self, compare: impl FnMut(&T, &T) -> Ordering);
        pub fn sort_unstable_by_key<K>(&mut self, f: impl FnMut(&T) -> K);
        pub fn select_nth_unstable(&mut self, index: usize) -> (&mut [T], &mut T, &mut [T]);
        pub fn rotate_left(&mut self, mid: usize);
        pub fn rotate_right(&mut self, k: usize);
        pub fn fill(&mut self, value: T);
        pub fn fill_with(&mut self, f: impl FnMut() -> T);
        pub fn clone_from_slice(&mut self, src: &[T]);
        pub fn copy_from_slice(&mut self, src: &[T]);
        pub fn copy_within<R>(&mut self, src: R, dest: usize);
        pub fn swap_with_slice(&mut self, other: &mut [T]);
        pub fn to_vec(&self) -> Vec<T>;
        pub fn to_owned(&self) -> Vec<T>;
        pub fn into_vec(self: Box<Self>) -> Vec<T>;
        pub fn repeat(&self, n: usize) -> Vec<T>;
        pub fn concat<I>(&self) -> T::Owned;
        pub fn join<S>(&self, sep: S) -> T::Owned;
        pub fn as_slice(&self) -> &[T];
        pub fn map<U>(self, f: impl FnMut(T) -> U) -> [U; 0];
        pub fn into_iter(self) -> Iter<T>;
        pub fn as_ref(&self) -> &[T];
    }

    impl [u8] {
        pub fn is_ascii(&self) -> bool;
        pub fn to_ascii_lowercase(&self) -> Vec<u8>;
        pub fn to_ascii_uppercase(&self) -> Vec<u8>;
        pub fn eq_ignore_ascii_case(&self, other: &[u8]) -> bool;
        pub fn trim_ascii(&self) -> &[u8];
        pub fn utf8_chunks(&self) -> Iter<&str>;
    }

    impl [String] {
        pub fn concat(&self) -> String;
        pub fn join(&self, sep: &str) -> String;
    }
    impl [&str] {
        pub fn concat(&self) -> String;
        pub fn join(&self, sep: &str) -> String;
    }

    impl<T> Index<usize> for [T] {
        type Output = T;
        fn index(&self, index: usize) -> &T;
    }
    impl<T> IntoIterator for &[T] {
        type Item = &T;
        type IntoIter = Iter<&T>;
        fn into_iter(self) -> Iter<&T>;
    }
    impl<T> IntoIterator for &mut [T] {
        type Item = &mut T;
        type IntoIter = Iter<&mut T>;
        fn into_iter(self) -> Iter<&mut T>;
    }

    pub unsafe fn from_raw_parts<T>(data: *const T, len: usize) -> &'static [T];
    pub unsafe fn from_raw_parts_mut<T>(data: *mut T, len: usize) -> &'static mut [T];
    pub fn from_ref<T>(s: &T) -> &[T];
    pub fn from_mut<T>(s: &mut T) -> &mut [T];
}

pub mod array {
    use crate::iter::Iter;

    pub struct TryFromSliceError;
    pub fn from_fn<T>(f: impl FnMut(usize) -> T) -> [T; 0];
    pub fn from_ref<T>(s: &T) -> &[T; 1];

    impl<T, const N: usize> IntoIterator for [T; N] {
        type Item = T;
        type IntoIter = Iter<T>;
        fn into_iter(self) -> Iter<T>;
    }
}

pub mod str {
    use crate::iter::Iter;

    impl str {
        pub fn len(&self) -> usize;
        pub fn is_empty(&self) -> bool;
        pub fn is_char_boundary(&self, index: usize) -> bool;
        pub fn as_bytes(&self) -> &[u8];
        pub unsafe fn as_bytes_mut(&mut self) -> &mut [u8];
        pub fn as_ptr(&self) -> *const u8;
        pub fn as_str(&self) -> &str;
        pub fn get<I>(&self, i: I) -> Option<&str>;
        pub fn get_mut<I>(&mut self, i: I) -> Option<&mut str>;
        pub unsafe fn get_unchecked<I>(&self, i: I) -> &str;
        pub fn split_at(&self, mid: usize) -> (&str, &str);
        pub fn split_at_mut(&mut self, mid: usize) -> (&mut str, &mut str);
        pub fn split_at_checked(&self, mid: usize) -> Option<(&str, &str)>;
        pub fn chars(&self) -> Iter<char>;
        pub fn char_indices(&self) -> Iter<(usize, char)>;
        pub fn bytes(&self) -> Iter<u8>;
        pub fn split_whitespace(&self) -> Iter<&str>;
        pub fn split_ascii_whitespace(&self) -> Iter<&str>;
        pub fn lines(&self) -> Iter<&str>;
        pub fn encode_utf16(&self) -> Iter<u16>;
        pub fn contains<P>(&self, pat: P) -> bool;
        pub fn starts_with<P>(&self, pat: P) -> bool;
        pub fn ends_with<P>(&self, pat: P) -> bool;
        pub fn find<P>(&self, pat: P) -> Option<usize>;
        pub fn rfind<P>(&self, pat: P) -> Option<usize>;
        pub fn split<P>(&self, pat: P) -> Iter<&str>;
        pub fn split_inclusive<P>(&self, pat: P) -> Iter<&str>;
        pub fn rsplit<P>(&self, pat: P) -> Iter<&str>;
        pub fn split_terminator<P>(&self, pat: P) -> Iter<&str>;
        pub fn splitn<P>(&self, n: usize, pat: P) -> Iter<&str>;
        pub fn rsplitn<P>(&self, n: usize, pat: P) -> Iter<&str>;
        pub fn split_once<P>(&self, delimiter: P) -> Option<(&str, &str)>;
        pub fn rsplit_once<P>(&self, delimiter: P) -> Option<(&str, &str)>;
        pub fn matches<P>(&self, pat: P) -> Iter<&str>;
        pub fn match_indices<P>(&self, pat: P) -> Iter<(usize, &str)>;
        pub fn trim(&self) -> &str;
        pub fn trim_start(&self) -> &str;
        pub fn trim_end(&self) -> &str;
        pub fn trim_matches<P>(&self, pat: P) -> &str;
        pub fn trim_start_matches<P>(&self, pat: P) -> &str;
        pub fn trim_end_matches<P>(&self, pat: P) -> &str;
        pub fn trim_left_matches<P>(&self, pat: P) -> &str;
        pub fn trim_right_matches<P>(&self, pat: P) -> &str;
        pub fn strip_prefix<P>(&self, prefix: P) -> Option<&str>;
        pub fn strip_suffix<P>(&self, suffix: P) -> Option<&str>;
        pub fn parse<F: FromStr>(&self) -> Result<F, F::Err>;
        pub fn is_ascii(&self) -> bool;
        pub fn eq_ignore_ascii_case(&self, other: &str) -> bool;
        pub fn make_ascii_uppercase(&mut self);
        pub fn make_ascii_lowercase(&mut self);
        pub fn into_boxed_bytes(self: Box<str>) -> Box<[u8]>;
        pub fn replace<P>(&self, from: P, to: &str) -> String;
        pub fn replacen<P>(&self, pat: P, to: &str, count: usize) -> String;
        pub fn to_lowercase(&self) -> String;
        pub fn to_uppercase(&self) -> String;
        pub fn to_ascii_uppercase(&self) -> String;
        pub fn to_ascii_lowercase(&self) -> String;
        pub fn to_string(&self) -> String;
        pub fn to_owned(&self) -> String;
        pub fn into_string(self: Box<str>) -> String;
        pub fn repeat(&self, n: usize) -> String;
        pub fn to_socket_addrs(&self) -> crate::io::Result<Iter<crate::net::SocketAddr>>;
    }

    pub trait FromStr {
        type Err;
        fn from_str(s: &str) -> Result<Self, Self::Err>;
    }

    pub struct Utf8Error;
    impl Utf8Error {
        pub fn valid_up_to(&self) -> usize;
        pub fn error_len(&self) -> Option<usize>;
    }
    pub struct ParseBoolError;

    pub fn from_utf8(v: &[u8]) -> Result<&str, Utf8Error>;
    pub fn from_utf8_mut(v: &mut [u8]) -> Result<&mut str, Utf8Error>;
    pub unsafe fn from_utf8_unchecked(v: &[u8]) -> &str;
}

pub mod string {
    use crate::borrow::Cow;
    use crate::iter::Iter;
    use crate::ops::{Deref, DerefMut};

    pub struct String {
        vec: Vec<u8>,
    }

    impl String {
        pub fn new() -> String;
        pub fn with_capacity(capacity: usize) -> String;
        pub fn from_utf8(vec: Vec<u8>) -> Result<String, FromUtf8Error>;
        pub fn from_utf8_lossy(v: &[u8]) -> Cow<str>;
        pub fn from_utf16(v: &[u16]) -> Result<String, FromUtf16Error>;
        pub fn from_utf16_lossy(v: &[u16]) -> String;
        pub unsafe fn from_raw_parts(buf: *mut u8, length: usize, capacity: usize) -> String;
        pub unsafe fn from_utf8_unchecked(bytes: Vec<u8>) -> String;
        pub fn into_bytes(self) -> Vec<u8>;
        pub fn as_str(&self) -> &str;
        pub fn as_mut_str(&mut self) -> &mut str;
        pub fn push_str(&mut self, string: &str);
        pub fn capacity(&self) -> usize;
        pub fn reserve(&mut self, additional: usize);
        pub fn shrink_to_fit(&mut self);
        pub fn push(&mut self, ch: char);
        pub fn as_bytes(&self) -> &[u8];
        pub fn truncate(&mut self, new_len: usize);
        pub fn pop(&mut self) -> Option<char>;
        pub fn remove(&mut self, idx: usize) -> char;
        pub fn retain(&mut self, f: impl FnMut(char) -> bool);
        pub fn insert(&mut self, idx: usize, ch: char);
        pub fn insert_str(&mut self, idx: usize, string: &str);
        pub unsafe fn as_mut_vec(&mut self) -> &mut Vec<u8>;
        pub fn len(&self) -> usize;
        pub fn is_empty(&self) -> bool;
        pub fn split_off(&mut self, at: usize) -> String;
        pub fn clear(&mut self);
        pub fn drain<R>(&mut self, range: R) -> Iter<char>;
        pub fn replace_range<R>(&mut self, range: R, replace_with: &str);
        pub fn into_boxed_str(self) -> Box<str>;
        pub fn leak(self) -> &'static mut str;
        pub fn from_iter<I>(iter: I) -> String;
        pub fn extend<I>(&mut self, iter: I);
    }
    impl Default for String {
        fn default() -> String;
    }
    impl From<&str> for String {
        fn from(s: &str) -> String;
    }
    impl Deref for String {
        type Target = str;
        fn deref(&self) -> &str;
    }
    impl DerefMut for String {
        fn deref_mut(&mut self) -> &mut str;
    }
    impl Clone for String {
        fn clone(&self) -> String;
    }
    impl crate::str::FromStr for String {
        type Err = crate::convert::Infallible;
        fn from_str(s: &str) -> Result<String, crate::convert::Infallible>;
    }
    impl<A> FromIterator<A> for String {
        fn from_iter<I>(iter: I) -> String;
    }

    pub trait ToString {
        fn to_string(&self) -> String;
    }
    impl<T> ToString for T {
        fn to_string(&self) -> String;
    }

    pub struct FromUtf8Error {
        bytes: Vec<u8>,
    }
    impl FromUtf8Error {
        pub fn as_bytes(&self) -> &[u8];
        pub fn into_bytes(self) -> Vec<u8>;
        pub fn utf8_error(&self) -> crate::str::Utf8Error;
    }
    pub struct FromUtf16Error;
    pub type ParseError = crate::convert::Infallible;
}

pub mod char {
    pub struct ParseCharError;
    pub struct TryFromCharError;
    pub struct CharTryFromError;
    pub fn from_u32(i: u32) -> Option<char>;
    pub fn from_digit(num: u32, radix: u32) -> Option<char>;

    impl char {
        pub fn from_u32(i: u32) -> Option<char>;
        pub fn from_digit(num: u32, radix: u32) -> Option<char>;
        pub fn is_digit(self, radix: u32) -> bool;
        pub fn to_digit(self, radix: u32) -> Option<u32>;
        pub fn len_utf8(self) -> usize;
        pub fn encode_utf8(self, dst: &mut [u8]) -> &mut str;
        pub fn is_alphabetic(self) -> bool;
        pub fn is_numeric(self) -> bool;
        pub fn is_alphanumeric(self) -> bool;
        pub fn is_whitespace(self) -> bool;
        pub fn is_ascii(&self) -> bool;
        pub fn to_lowercase(self) -> crate::iter::Iter<char>;
        pub fn to_uppercase(self) -> crate::iter::Iter<char>;
        pub fn to_ascii_lowercase(&self) -> char;
        pub fn to_ascii_uppercase(&self) -> char;
    }
}

pub mod num {
    pub struct ParseIntError;
    pub struct ParseFloatError;
    pub struct TryFromIntError;
    pub struct NonZero<T>(T);
    impl<T> NonZero<T> {
        pub fn new(n: T) -> Option<NonZero<T>>;
        pub unsafe fn new_unchecked(n: T) -> NonZero<T>;
        pub fn get(self) -> T;
    }
    pub type NonZeroU8 = NonZero<u8>;
    pub type NonZeroU16 = NonZero<u16>;
    pub type NonZeroU32 = NonZero<u32>;
    pub type NonZeroU64 = NonZero<u64>;
    pub type NonZeroUsize = NonZero<usize>;
    pub type NonZeroI32 = NonZero<i32>;
    pub struct Wrapping<T>(pub T);
    pub struct Saturating<T>(pub T);

    impl i8 {
        pub fn from_str_radix(src: &str, radix: u32) -> Result<i8, ParseIntError>;
        pub fn checked_add(self, rhs: i8) -> Option<i8>;
        pub fn checked_sub(self, rhs: i8) -> Option<i8>;
        pub fn checked_mul(self, rhs: i8) -> Option<i8>;
        pub fn checked_div(self, rhs: i8) -> Option<i8>;
        pub fn checked_rem(self, rhs: i8) -> Option<i8>;
        pub fn checked_pow(self, exp: u32) -> Option<i8>;
        pub fn checked_neg(self) -> Option<i8>;
        pub fn wrapping_add(self, rhs: i8) -> i8;
        pub fn wrapping_sub(self, rhs: i8) -> i8;
        pub fn wrapping_mul(self, rhs: i8) -> i8;
        pub fn saturating_add(self, rhs: i8) -> i8;
        pub fn saturating_sub(self, rhs: i8) -> i8;
        pub fn saturating_mul(self, rhs: i8) -> i8;
        pub fn overflowing_add(self, rhs: i8) -> (i8, bool);
        pub fn overflowing_sub(self, rhs: i8) -> (i8, bool);
        pub fn pow(self, exp: u32) -> i8;
        pub fn abs(self) -> i8;
        pub fn min(self, other: i8) -> i8;
        pub fn max(self, other: i8) -> i8;
        pub fn clamp(self, min: i8, max: i8) -> i8;
        pub fn to_le_bytes(self) -> [u8; 1];
        pub fn to_be_bytes(self) -> [u8; 1];
        pub fn to_ne_bytes(self) -> [u8; 1];
        pub fn from_le_bytes(bytes: [u8; 1]) -> i8;
        pub fn from_be_bytes(bytes: [u8; 1]) -> i8;
        pub fn from_ne_bytes(bytes: [u8; 1]) -> i8;
        pub fn try_from<T>(value: T) -> Result<i8, TryFromIntError>;
        pub fn from_str(s: &str) -> Result<i8, ParseIntError>;
    }
    impl crate::str::FromStr for i8 {
        type Err = ParseIntError;
        fn from_str(s: &str) -> Result<i8, ParseIntError>;
    }
    impl i16 {
        pub fn from_str_radix(src: &str, radix: u32) -> Result<i16, ParseIntError>;
        pub fn checked_add(self, rhs: i16) -> Option<i16>;
        pub fn checked_sub(self, rhs: i16) -> Option<i16>;
        pub fn checked_mul(self, rhs: i16) -> Option<i16>;
        pub fn checked_div(self, rhs: i16) -> Option<i16>;
        pub fn checked_rem(self, rhs: i16) -> Option<i16>;
        pub fn checked_pow(self, exp: u32) -> Option<i16>;
        pub fn checked_neg(self) -> Option<i16>;
        pub fn wrapping_add(self, rhs: i16) -> i16;
        pub fn wrapping_sub(self, rhs: i16) -> i16;
        pub fn wrapping_mul(self, rhs: i16) -> i16;
        pub fn saturating_add(self, rhs: i16) -> i16;
        pub fn saturating_sub(self, rhs: i16) -> i16;
        pub fn saturating_mul(self, rhs: i16) -> i16;
        pub fn overflowing_add(self, rhs: i16) -> (i16, bool);
        pub fn overflowing_sub(self, rhs: i16) -> (i16, bool);
        pub fn pow(self, exp: u32) -> i16;
        pub fn abs(self) -> i16;
        pub fn min(self, other: i16) -> i16;
        pub fn max(self, other: i16) -> i16;
        pub fn clamp(self, min: i16, max: i16) -> i16;
        pub fn to_le_bytes(self) -> [u8; 2];
        pub fn to_be_bytes(self) -> [u8; 2];
        pub fn to_ne_bytes(self) -> [u8; 2];
        pub fn from_le_bytes(bytes: [u8; 2]) -> i16;
        pub fn from_be_bytes(bytes: [u8; 2]) -> i16;
        pub fn from_ne_bytes(bytes: [u8; 2]) -> i16;
        pub fn try_from<T>(value: T) -> Result<i16, TryFromIntError>;
        pub fn from_str(s: &str) -> Result<i16, ParseIntError>;
    }
    impl crate::str::FromStr for i16 {
        type Err = ParseIntError;
        fn from_str(s: &str) -> Result<i16, ParseIntError>;
    }
    impl i32 {
        pub fn from_str_radix(src: &str, radix: u32) -> Result<i32, ParseIntError>;
        pub fn checked_add(self, rhs: i32) -> Option<i32>;
        pub fn checked_sub(self, rhs: i32) -> Option<i32>;
        pub fn checked_mul(self, rhs: i32) -> Option<i32>;
        pub fn checked_div(self, rhs: i32) -> Option<i32>;
        pub fn checked_rem(self, rhs: i32) -> Option<i32>;
        pub fn checked_pow(self, exp: u32) -> Option<i32>;
        pub fn checked_neg(self) -> Option<i32>;
        pub fn wrapping_add(self, rhs: i32) -> i32;
        pub fn wrapping_sub(self, rhs: i32) -> i32;
        pub fn wrapping_mul(self, rhs: i32) -> i32;
        pub fn saturating_add(self, rhs: i32) -> i32;
        pub fn saturating_sub(self, rhs: i32) -> i32;
        pub fn saturating_mul(self, rhs: i32) -> i32;
        pub fn overflowing_add(self, rhs: i32) -> (i32, bool);
        pub fn overflowing_sub(self, rhs: i32) -> (i32, bool);
        pub fn pow(self, exp: u32) -> i32;
        pub fn abs(self) -> i32;
        pub fn min(self, other: i32) -> i32;
        pub fn max(self, other: i32) -> i32;
        pub fn clamp(self, min: i32, max: i32) -> i32;
        pub fn to_le_bytes(self) -> [u8; 4];
        pub fn to_be_bytes(self) -> [u8; 4];
        pub fn to_ne_bytes(self) -> [u8; 4];
        pub fn from_le_bytes(bytes: [u8; 4]) -> i32;
        pub fn from_be_bytes(bytes: [u8; 4]) -> i32;
        pub fn from_ne_bytes(bytes: [u8; 4]) -> i32;
        pub fn try_from<T>(value: T) -> Result<i32, TryFromIntError>;
        pub fn from_str(s: &str) -> Result<i32, ParseIntError>;
    }
    impl crate::str::FromStr for i32 {
        type Err = ParseIntError;
        fn from_str(s: &str) -> Result<i32, ParseIntError>;
    }
    impl i64 {
        pub fn from_str_radix(src: &str, radix: u32) -> Result<i64, ParseIntError>;
        pub fn checked_add(self, rhs: i64) -> Option<i64>;
        pub fn checked_sub(self, rhs: i64) -> Option<i64>;
        pub fn checked_mul(self, rhs: i64) -> Option<i64>;
        pub fn checked_div(self, rhs: i64) -> Option<i64>;
        pub fn checked_rem(self, rhs: i64) -> Option<i64>;
        pub fn checked_pow(self, exp: u32) -> Option<i64>;
        pub fn checked_neg(self) -> Option<i64>;
        pub fn wrapping_add(self, rhs: i64) -> i64;
        pub fn wrapping_sub(self, rhs: i64) -> i64;
        pub fn wrapping_mul(self, rhs: i64) -> i64;
        pub fn saturating_add(self, rhs: i64) -> i64;
        pub fn saturating_sub(self, rhs: i64) -> i64;
        pub fn saturating_mul(self, rhs: i64) -> i64;
        pub fn overflowing_add(self, rhs: i64) -> (i64, bool);
        pub fn overflowing_sub(self, rhs: i64) -> (i64, bool);
        pub fn pow(self, exp: u32) -> i64;
        pub fn abs(self) -> i64;
        pub fn min(self, other: i64) -> i64;
        pub fn max(self, other: i64) -> i64;
        pub fn clamp(self, min: i64, max: i64) -> i64;
        pub fn to_le_bytes(self) -> [u8; 8];
        pub fn to_be_bytes(self) -> [u8; 8];
        pub fn to_ne_bytes(self) -> [u8; 8];
        pub fn from_le_bytes(bytes: [u8; 8]) -> i64;
        pub fn from_be_bytes(bytes: [u8; 8]) -> i64;
        pub fn from_ne_bytes(bytes: [u8; 8]) -> i64;
        pub fn try_from<T>(value: T) -> Result<i64, TryFromIntError>;
        pub fn from_str(s: &str) -> Result<i64, ParseIntError>;
    }
    impl crate::str::FromStr for i64 {
        type Err = ParseIntError;
        fn from_str(s: &str) -> Result<i64, ParseIntError>;
    }
    impl i128 {
        pub fn from_str_radix(src: &str, radix: u32) -> Result<i128, ParseIntError>;
        pub fn checked_add(self, rhs: i128) -> Option<i128>;
        pub fn checked_sub(self, rhs: i128) -> Option<i128>;
        pub fn checked_mul(self, rhs: i128) -> Option<i128>;
        pub fn checked_div(self, rhs: i128) -> Option<i128>;
        pub fn checked_rem(self, rhs: i128) -> Option<i128>;
        pub fn checked_pow(self, exp: u32) -> Option<i128>;
        pub fn checked_neg(self) -> Option<i128>;
        pub fn wrapping_add(self, rhs: i128) -> i128;
        pub fn wrapping_sub(self, rhs: i128) -> i128;
        pub fn wrapping_mul(self, rhs: i128) -> i128;
        pub fn saturating_add(self, rhs: i128) -> i128;
        pub fn saturating_sub(self, rhs: i128) -> i128;
        pub fn saturating_mul(self, rhs: i128) -> i128;
        pub fn overflowing_add(self, rhs: i128) -> (i128, bool);
        pub fn overflowing_sub(self, rhs: i128) -> (i128, bool);
        pub fn pow(self, exp: u32) -> i128;
        pub fn abs(self) -> i128;
        pub fn min(self, other: i128) -> i128;
        pub fn max(self, other: i128) -> i128;
        pub fn clamp(self, min: i128, max: i128) -> i128;
        pub fn to_le_bytes(self) -> [u8; 16];
        pub fn to_be_bytes(self) -> [u8; 16];
        pub fn to_ne_bytes(self) -> [u8; 16];
        pub fn from_le_bytes(bytes: [u8; 16]) -> i128;
        pub fn from_be_bytes(bytes: [u8; 16]) -> i128;
        pub fn from_ne_bytes(bytes: [u8; 16]) -> i128;
        pub fn try_from<T>(value: T) -> Result<i128, TryFromIntError>;
        pub fn from_str(s: &str) -> Result<i128, ParseIntError>;
    }
    impl crate::str::FromStr for i128 {
        type Err = ParseIntError;
        fn from_str(s: &str) -> Result<i128, ParseIntError>;
    }
    impl isize {
        pub fn from_str_radix(src: &str, radix: u32) -> Result<isize, ParseIntError>;
        pub fn checked_add(self, rhs: isize) -> Option<isize>;
        pub fn checked_sub(self, rhs: isize) -> Option<isize>;
        pub fn checked_mul(self, rhs: isize) -> Option<isize>;
        pub fn checked_div(self, rhs: isize) -> Option<isize>;
        pub fn checked_rem(self, rhs: isize) -> Option<isize>;
        pub fn checked_pow(self, exp: u32) -> Option<isize>;
        pub fn checked_neg(self) -> Option<isize>;
        pub fn wrapping_add(self, rhs: isize) -> isize;
        pub fn wrapping_sub(self, rhs: isize) -> isize;
        pub fn wrapping_mul(self, rhs: isize) -> isize;
        pub fn saturating_add(self, rhs: isize) -> isize;
        pub fn saturating_sub(self, rhs: isize) -> isize;
        pub fn saturating_mul(self, rhs: isize) -> isize;
        pub fn overflowing_add(self, rhs: isize) -> (isize, bool);
        pub fn overflowing_sub(self, rhs: isize) -> (isize, bool);
        pub fn pow(self, exp: u32) -> isize;
        pub fn abs(self) -> isize;
        pub fn min(self, other: isize) -> isize;
        pub fn max(self, other: isize) -> isize;
        pub fn clamp(self, min: isize, max: isize) -> isize;
        pub fn to_le_bytes(self) -> [u8; 8];
        pub fn to_be_bytes(self) -> [u8; 8];
        pub fn to_ne_bytes(self) -> [u8; 8];
        pub fn from_le_bytes(bytes: [u8; 8]) -> isize;
        pub fn from_be_bytes(bytes: [u8; 8]) -> isize;
        pub fn from_ne_bytes(bytes: [u8; 8]) -> isize;
        pub fn try_from<T>(value: T) -> Result<isize, TryFromIntError>;
        pub fn from_str(s: &str) -> Result<isize, ParseIntError>;
    }
    impl crate::str::FromStr for isize {
        type Err = ParseIntError;
        fn from_str(s: &str) -> Result<isize, ParseIntError>;
    }
    impl u8 {
        pub fn from_str_radix(src: &str, radix: u32) -> Result<u8, ParseIntError>;
        pub fn checked_add(self, rhs: u8) -> Option<u8>;
        pub fn checked_sub(self, rhs: u8) -> Option<u8>;
        pub fn checked_mul(self, rhs: u8) -> Option<u8>;
        pub fn checked_div(self, rhs: u8) -> Option<u8>;
        pub fn checked_rem(self, rhs: u8) -> Option<u8>;
        pub fn checked_pow(self, exp: u32) -> Option<u8>;
        pub fn checked_neg(self) -> Option<u8>;
        pub fn checked_next_power_of_two(self) -> Option<u8>;
        pub fn wrapping_add(self, rhs: u8) -> u8;
        pub fn wrapping_sub(self, rhs: u8) -> u8;
        pub fn wrapping_mul(self, rhs: u8) -> u8;
        pub fn saturating_add(self, rhs: u8) -> u8;
        pub fn saturating_sub(self, rhs: u8) -> u8;
        pub fn saturating_mul(self, rhs: u8) -> u8;
        pub fn overflowing_add(self, rhs: u8) -> (u8, bool);
        pub fn overflowing_sub(self, rhs: u8) -> (u8, bool);
        pub fn pow(self, exp: u32) -> u8;
        pub fn min(self, other: u8) -> u8;
        pub fn max(self, other: u8) -> u8;
        pub fn clamp(self, min: u8, max: u8) -> u8;
        pub fn to_le_bytes(self) -> [u8; 1];
        pub fn to_be_bytes(self) -> [u8; 1];
        pub fn to_ne_bytes(self) -> [u8; 1];
        pub fn from_le_bytes(bytes: [u8; 1]) -> u8;
        pub fn from_be_bytes(bytes: [u8; 1]) -> u8;
        pub fn from_ne_bytes(bytes: [u8; 1]) -> u8;
        pub fn try_from<T>(value: T) -> Result<u8, TryFromIntError>;
        pub fn from_str(s: &str) -> Result<u8, ParseIntError>;
    }
    impl crate::str::FromStr for u8 {
        type Err = ParseIntError;
        fn from_str(s: &str) -> Result<u8, ParseIntError>;
    }
    impl u16 {
        pub fn from_str_radix(src: &str, radix: u32) -> Result<u16, ParseIntError>;
        pub fn checked_add(self, rhs: u16) -> Option<u16>;
        pub fn checked_sub(self, rhs: u16) -> Option<u16>;
        pub fn checked_mul(self, rhs: u16) -> Option<u16>;
        pub fn checked_div(self, rhs: u16) -> Option<u16>;
        pub fn checked_rem(self, rhs: u16) -> Option<u16>;
        pub fn checked_pow(self, exp: u32) -> Option<u16>;
        pub fn checked_neg(self) -> Option<u16>;
        pub fn checked_next_power_of_two(self) -> Option<u16>;
        pub fn wrapping_add(self, rhs: u16) -> u16;
        pub fn wrapping_sub(self, rhs: u16) -> u16;
        pub fn wrapping_mul(self, rhs: u16) -> u16;
        pub fn saturating_add(self, rhs: u16) -> u16;
        pub fn saturating_sub(self, rhs: u16) -> u16;
        pub fn saturating_mul(self, rhs: u16) -> u16;
        pub fn overflowing_add(self, rhs: u16) -> (u16, bool);
        pub fn overflowing_sub(self, rhs: u16) -> (u16, bool);
        pub fn pow(self, exp: u32) -> u16;
        pub fn min(self, other: u16) -> u16;
        pub fn max(self, other: u16) -> u16;
        pub fn clamp(self, min: u16, max: u16) -> u16;
        pub fn to_le_bytes(self) -> [u8; 2];
        pub fn to_be_bytes(self) -> [u8; 2];
        pub fn to_ne_bytes(self) -> [u8; 2];
        pub fn from_le_bytes(bytes: [u8; 2]) -> u16;
        pub fn from_be_bytes(bytes: [u8; 2]) -> u16;
        pub fn from_ne_bytes(bytes: [u8; 2]) -> u16;
        pub fn try_from<T>(value: T) -> Result<u16, TryFromIntError>;
        pub fn from_str(s: &str) -> Result<u16, ParseIntError>;
    }
    impl crate::str::FromStr for u16 {
        type Err = ParseIntError;
        fn from_str(s: &str) -> Result<u16, ParseIntError>;
    }
    impl u32 {
        pub fn from_str_radix(src: &str, radix: u32) -> Result<u32, ParseIntError>;
        pub fn checked_add(self, rhs: u32) -> Option<u32>;
        pub fn checked_sub(self, rhs: u32) -> Option<u32>;
        pub fn checked_mul(self, rhs: u32) -> Option<u32>;
        pub fn checked_div(self, rhs: u32) -> Option<u32>;
        pub fn checked_rem(self, rhs: u32) -> Option<u32>;
        pub fn checked_pow(self, exp: u32) -> Option<u32>;
        pub fn checked_neg(self) -> Option<u32>;
        pub fn checked_next_power_of_two(self) -> Option<u32>;
        pub fn wrapping_add(self, rhs: u32) -> u32;
        pub fn wrapping_sub(self, rhs: u32) -> u32;
        pub fn wrapping_mul(self, rhs: u32) -> u32;
        pub fn saturating_add(self, rhs: u32) -> u32;
        pub fn saturating_sub(self, rhs: u32) -> u32;
        pub fn saturating_mul(self, rhs: u32) -> u32;
        pub fn overflowing_add(self, rhs: u32) -> (u32, bool);
        pub fn overflowing_sub(self, rhs: u32) -> (u32, bool);
        pub fn pow(self, exp: u32) -> u32;
        pub fn min(self, other: u32) -> u32;
        pub fn max(self, other: u32) -> u32;
        pub fn clamp(self, min: u32, max: u32) -> u32;
        pub fn to_le_bytes(self) -> [u8; 4];
        pub fn to_be_bytes(self) -> [u8; 4];
        pub fn to_ne_bytes(self) -> [u8; 4];
        pub fn from_le_bytes(bytes: [u8; 4]) -> u32;
        pub fn from_be_bytes(bytes: [u8; 4]) -> u32;
        pub fn from_ne_bytes(bytes: [u8; 4]) -> u32;
        pub fn try_from<T>(value: T) -> Result<u32, TryFromIntError>;
        pub fn from_str(s: &str) -> Result<u32, ParseIntError>;
    }
    impl crate::str::FromStr for u32 {
        type Err = ParseIntError;
        fn from_str(s: &str) -> Result<u32, ParseIntError>;
    }
    impl u64 {
        pub fn from_str_radix(src: &str, radix: u32) -> Result<u64, ParseIntError>;
        pub fn checked_add(self, rhs: u64) -> Option<u64>;
        pub fn checked_sub(self, rhs: u64) -> Option<u64>;
        pub fn checked_mul(self, rhs: u64) -> Option<u64>;
        pub fn checked_div(self, rhs: u64) -> Option<u64>;
        pub fn checked_rem(self, rhs: u64) -> Option<u64>;
        pub fn checked_pow(self, exp: u32) -> Option<u64>;
        pub fn checked_neg(self) -> Option<u64>;
        pub fn checked_next_power_of_two(self) -> Option<u64>;
        pub fn wrapping_add(self, rhs: u64) -> u64;
        pub fn wrapping_sub(self, rhs: u64) -> u64;
        pub fn wrapping_mul(self, rhs: u64) -> u64;
        pub fn saturating_add(self, rhs: u64) -> u64;
        pub fn saturating_sub(self, rhs: u64) -> u64;
        pub fn saturating_mul(self, rhs: u64) -> u64;
        pub fn overflowing_add(self, rhs: u64) -> (u64, bool);
        pub fn overflowing_sub(self, rhs: u64) -> (u64, bool);
        pub fn pow(self, exp: u32) -> u64;
        pub fn min(self, other: u64) -> u64;
        pub fn max(self, other: u64) -> u64;
        pub fn clamp(self, min: u64, max: u64) -> u64;
        pub fn to_le_bytes(self) -> [u8; 8];
        pub fn to_be_bytes(self) -> [u8; 8];
        pub fn to_ne_bytes(self) -> [u8; 8];
        pub fn from_le_bytes(bytes: [u8; 8]) -> u64;
        pub fn from_be_bytes(bytes: [u8; 8]) -> u64;
        pub fn from_ne_bytes(bytes: [u8; 8]) -> u64;
        pub fn try_from<T>(value: T) -> Result<u64, TryFromIntError>;
        pub fn from_str(s: &str) -> Result<u64, ParseIntError>;
    }
    impl crate::str::FromStr for u64 {
        type Err = ParseIntError;
        fn from_str(s: &str) -> Result<u64, ParseIntError>;
    }
    impl u128 {
        pub fn from_str_radix(src: &str, radix: u32) -> Result<u128, ParseIntError>;
        pub fn checked_add(self, rhs: u128) -> Option<u128>;
        pub fn checked_sub(self, rhs: u128) -> Option<u128>;
        pub fn checked_mul(self, rhs: u128) -> Option<u128>;
        pub fn checked_div(self, rhs: u128) -> Option<u128>;
        pub fn checked_rem(self, rhs: u128) -> Option<u128>;
        pub fn checked_pow(self, exp: u32) -> Option<u128>;
        pub fn checked_neg(self) -> Option<u128>;
        pub fn checked_next_power_of_two(self) -> Option<u128>;
        pub fn wrapping_add(self, rhs: u128) -> u128;
        pub fn wrapping_sub(self, rhs: u128) -> u128;
        pub fn wrapping_mul(self, rhs: u128) -> u128;
        pub fn saturating_add(self, rhs: u128) -> u128;
        pub fn saturating_sub(self, rhs: u128) -> u128;
        pub fn saturating_mul(self, rhs: u128) -> u128;
        pub fn overflowing_add(self, rhs: u128) -> (u128, bool);
        pub fn overflowing_sub(self, rhs: u128) -> (u128, bool);
        pub fn pow(self, exp: u32) -> u128;
        pub fn min(self, other: u128) -> u128;
        pub fn max(self, other: u128) -> u128;
        pub fn clamp(self, min: u128, max: u128) -> u128;
        pub fn to_le_bytes(self) -> [u8; 16];
        pub fn to_be_bytes(self) -> [u8; 16];
        pub fn to_ne_bytes(self) -> [u8; 16];
        pub fn from_le_bytes(bytes: [u8; 16]) -> u128;
        pub fn from_be_bytes(bytes: [u8; 16]) -> u128;
        pub fn from_ne_bytes(bytes: [u8; 16]) -> u128;
        pub fn try_from<T>(value: T) -> Result<u128, TryFromIntError>;
        pub fn from_str(s: &str) -> Result<u128, ParseIntError>;
    }
    impl crate::str::FromStr for u128 {
        type Err = ParseIntError;
        fn from_str(s: &str) -> Result<u128, ParseIntError>;
    }
    impl usize {
        pub fn from_str_radix(src: &str, radix: u32) -> Result<usize, ParseIntError>;
        pub fn checked_add(self, rhs: usize) -> Option<usize>;
        pub fn checked_sub(self, rhs: usize) -> Option<usize>;
        pub fn checked_mul(self, rhs: usize) -> Option<usize>;
        pub fn checked_div(self, rhs: usize) -> Option<usize>;
        pub fn checked_rem(self, rhs: usize) -> Option<usize>;
        pub fn checked_pow(self, exp: u32) -> Option<usize>;
        pub fn checked_neg(self) -> Option<usize>;
        pub fn checked_next_power_of_two(self) -> Option<usize>;
        pub fn wrapping_add(self, rhs: usize) -> usize;
        pub fn wrapping_sub(self, rhs: usize) -> usize;
        pub fn wrapping_mul(self, rhs: usize) -> usize;
        pub fn saturating_add(self, rhs: usize) -> usize;
        pub fn saturating_sub(self, rhs: usize) -> usize;
        pub fn saturating_mul(self, rhs: usize) -> usize;
        pub fn overflowing_add(self, rhs: usize) -> (usize, bool);
        pub fn overflowing_sub(self, rhs: usize) -> (usize, bool);
        pub fn pow(self, exp: u32) -> usize;
        pub fn min(self, other: usize) -> usize;
        pub fn max(self, other: usize) -> usize;
        pub fn clamp(self, min: usize, max: usize) -> usize;
        pub fn to_le_bytes(self) -> [u8; 8];
        pub fn to_be_bytes(self) -> [u8; 8];
        pub fn to_ne_bytes(self) -> [u8; 8];
        pub fn from_le_bytes(bytes: [u8; 8]) -> usize;
        pub fn from_be_bytes(bytes: [u8; 8]) -> usize;
        pub fn from_ne_bytes(bytes: [u8; 8]) -> usize;
        pub fn try_from<T>(value: T) -> Result<usize, TryFromIntError>;
        pub fn from_str(s: &str) -> Result<usize, ParseIntError>;
    }
    impl crate::str::FromStr for usize {
        type Err = ParseIntError;
        fn from_str(s: &str) -> Result<usize, ParseIntError>;
    }
    impl f32 {
        pub fn floor(self) -> f32;
        pub fn ceil(self) -> f32;
        pub fn round(self) -> f32;
        pub fn abs(self) -> f32;
        pub fn sqrt(self) -> f32;
        pub fn min(self, other: f32) -> f32;
        pub fn max(self, other: f32) -> f32;
        pub fn clamp(self, min: f32, max: f32) -> f32;
        pub fn is_nan(self) -> bool;
        pub fn total_cmp(&self, other: &f32) -> crate::cmp::Ordering;
        pub fn partial_cmp(&self, other: &f32) -> Option<crate::cmp::Ordering>;
        pub fn to_bits(self) -> u32;
        pub fn from_bits(v: u32) -> f32;
    }
    impl crate::str::FromStr for f32 {
        type Err = ParseFloatError;
        fn from_str(s: &str) -> Result<f32, ParseFloatError>;
    }
    impl f64 {
        pub fn floor(self) -> f64;
        pub fn ceil(self) -> f64;
        pub fn round(self) -> f64;
        pub fn abs(self) -> f64;
        pub fn sqrt(self) -> f64;
        pub fn min(self, other: f64) -> f64;
        pub fn max(self, other: f64) -> f64;
        pub fn clamp(self, min: f64, max: f64) -> f64;
        pub fn is_nan(self) -> bool;
        pub fn total_cmp(&self, other: &f64) -> crate::cmp::Ordering;
        pub fn partial_cmp(&self, other: &f64) -> Option<crate::cmp::Ordering>;
        pub fn to_bits(self) -> u64;
        pub fn from_bits(v: u64) -> f64;
    }
    impl crate::str::FromStr for f64 {
        type Err = ParseFloatError;
        fn from_str(s: &str) -> Result<f64, ParseFloatError>;
    }
    impl bool {
        pub fn then_some<T>(self, t: T) -> Option<T>;
        pub fn then<T>(self, f: impl FnOnce() -> T) -> Option<T>;
    }
    impl crate::str::FromStr for bool {
        type Err = crate::str::ParseBoolError;
        fn from_str(s: &str) -> Result<bool, crate::str::ParseBoolError>;
    }
    impl crate::str::FromStr for char {
        type Err = crate::char::ParseCharError;
        fn from_str(s: &str) -> Result<char, crate::char::ParseCharError>;
    }
}

pub mod collections {
    use crate::iter::Iter;
    use crate::ops::{Deref, DerefMut, Index};

    pub struct TryReserveError;

    pub struct HashMap<K, V, S>(*mut K, *mut V);

    impl<K, V> HashMap<K, V> {
        pub fn new() -> HashMap<K, V>;
        pub fn with_capacity(capacity: usize) -> HashMap<K, V>;
        pub fn with_hasher<S>(hash_builder: S) -> HashMap<K, V>;
        pub fn with_capacity_and_hasher<S>(capacity: usize, hash_builder: S) -> HashMap<K, V>;
        pub fn capacity(&self) -> usize;
        pub fn drain(&mut self) -> Iter<(K, V)>;
        pub fn reserve(&mut self, additional: usize);
        pub fn shrink_to_fit(&mut self);
        pub fn keys(&self) -> Iter<&K>;
        pub fn into_keys(self) -> Iter<K>;
        pub fn values(&self) -> Iter<&V>;
        pub fn values_mut(&mut self) -> Iter<&mut V>;
        pub fn into_values(self) -> Iter<V>;
        pub fn iter(&self) -> Iter<(&K, &V)>;
        pub fn iter_mut(&mut self) -> Iter<(&K, &mut V)>;
        pub fn into_iter(self) -> Iter<(K, V)>;
        pub fn len(&self) -> usize;
        pub fn is_empty(&self) -> bool;
        pub fn clear(&mut self);
        pub fn retain(&mut self, f: impl FnMut(&K, &mut V) -> bool);
        pub fn entry(&mut self, key: K) -> hash_map::Entry<K, V>;
        pub fn get<Q>(&self, k: &Q) -> Option<&V>;
        pub fn get_key_value<Q>(&self, k: &Q) -> Option<(&K, &V)>;
        pub fn contains_key<Q>(&self, k: &Q) -> bool;
        pub fn get_mut<Q>(&mut self, k: &Q) -> Option<&mut V>;
        pub fn insert(&mut self, k: K, v: V) -> Option<V>;
        pub fn remove<Q>(&mut self, k: &Q) -> Option<V>;
        pub fn remove_entry<Q>(&mut self, k: &Q) -> Option<(K, V)>;
        pub fn extend<I>(&mut self, iter: I);
        pub fn from_iter<I>(iter: I) -> HashMap<K, V>;
    }
    impl<K, V> Default for HashMap<K, V> {
        fn default() -> HashMap<K, V>;
    }
    impl<K, V> Clone for HashMap<K, V> {
        fn clone(&self) -> HashMap<K, V>;
    }
    impl<K, V, Q> Index<&Q> for HashMap<K, V> {
        type Output = V;
        fn index(&self, key: &Q) -> &V;
    }
    impl<K, V> IntoIterator for HashMap<K, V> {
        type Item = (K, V);
        type IntoIter = Iter<(K, V)>;
        fn into_iter(self) -> Iter<(K, V)>;
    }
    impl<K, V> IntoIterator for &HashMap<K, V> {
        type Item = (&K, &V);
        type IntoIter = Iter<(&K, &V)>;
        fn into_iter(self) -> Iter<(&K, &V)>;
    }
    impl<K, V> IntoIterator for &mut HashMap<K, V> {
        type Item = (&K, &mut V);
        type IntoIter = Iter<(&K, &mut V)>;
        fn into_iter(self) -> Iter<(&K, &mut V)>;
    }
    impl<K, V> Drop for HashMap<K, V> {
        fn drop(&mut self);
    }

    pub mod hash_map {
        pub use super::HashMap;

        pub enum Entry<K, V> {
            Occupied(OccupiedEntry<K, V>),
            Vacant(VacantEntry<K, V>),
        }
        impl<K, V> Entry<K, V> {
            pub fn or_insert(self, default: V) -> &mut V;
            pub fn or_insert_with(self, default: impl FnOnce() -> V) -> &mut V;
            pub fn or_insert_with_key(self, default: impl FnOnce(&K) -> V) -> &mut V;
            pub fn or_default(self) -> &mut V;
            pub fn key(&self) -> &K;
            pub fn and_modify(self, f: impl FnOnce(&mut V)) -> Entry<K, V>;
        }
        pub struct OccupiedEntry<K, V>(K, V);
        impl<K, V> OccupiedEntry<K, V> {
            pub fn key(&self) -> &K;
            pub fn get(&self) -> &V;
            pub fn get_mut(&mut self) -> &mut V;
            pub fn into_mut(self) -> &mut V;
            pub fn insert(&mut self, value: V) -> V;
            pub fn remove(self) -> V;
            pub fn remove_entry(self) -> (K, V);
        }
        pub struct VacantEntry<K, V>(K, V);
        impl<K, V> VacantEntry<K, V> {
            pub fn key(&self) -> &K;
            pub fn into_key(self) -> K;
            pub fn insert(self, value: V) -> &mut V;
        }
        pub use crate::hash::{DefaultHasher, RandomState};
    }

    pub struct BTreeMap<K, V>(*mut K, *mut V);

    impl<K, V> BTreeMap<K, V> {
        pub fn new() -> BTreeMap<K, V>;
        pub fn range<R>(&self, range: R) -> Iter<(&K, &V)>;
        pub fn range_mut<R>(&mut self, range: R) -> Iter<(&K, &mut V)>;
        pub fn first_key_value(&self) -> Option<(&K, &V)>;
        pub fn last_key_value(&self) -> Option<(&K, &V)>;
        pub fn pop_first(&mut self) -> Option<(K, V)>;
        pub fn pop_last(&mut self) -> Option<(K, V)>;
        pub fn split_off<Q>(&mut self, key: &Q) -> BTreeMap<K, V>;
        pub fn keys(&self) -> Iter<&K>;
        pub fn into_keys(self) -> Iter<K>;
        pub fn values(&self) -> Iter<&V>;
        pub fn values_mut(&mut self) -> Iter<&mut V>;
        pub fn into_values(self) -> Iter<V>;
        pub fn iter(&self) -> Iter<(&K, &V)>;
        pub fn iter_mut(&mut self) -> Iter<(&K, &mut V)>;
        pub fn into_iter(self) -> Iter<(K, V)>;
        pub fn len(&self) -> usize;
        pub fn is_empty(&self) -> bool;
        pub fn clear(&mut self);
        pub fn retain(&mut self, f: impl FnMut(&K, &mut V) -> bool);
        pub fn entry(&mut self, key: K) -> btree_map::Entry<K, V>;
        pub fn get<Q>(&self, k: &Q) -> Option<&V>;
        pub fn get_key_value<Q>(&self, k: &Q) -> Option<(&K, &V)>;
        pub fn contains_key<Q>(&self, k: &Q) -> bool;
        pub fn get_mut<Q>(&mut self, k: &Q) -> Option<&mut V>;
        pub fn insert(&mut self, k: K, v: V) -> Option<V>;
        pub fn remove<Q>(&mut self, k: &Q) -> Option<V>;
        pub fn remove_entry<Q>(&mut self, k: &Q) -> Option<(K, V)>;
        pub fn extend<I>(&mut self, iter: I);
        pub fn from_iter<I>(iter: I) -> BTreeMap<K, V>;
    }
    impl<K, V> Default for BTreeMap<K, V> {
        fn default() -> BTreeMap<K, V>;
    }
    impl<K, V> Clone for BTreeMap<K, V> {
        fn clone(&self) -> BTreeMap<K, V>;
    }
    impl<K, V, Q> Index<&Q> for BTreeMap<K, V> {
        type Output = V;
        fn index(&self, key: &Q) -> &V;
    }
    impl<K, V> IntoIterator for BTreeMap<K, V> {
        type Item = (K, V);
        type IntoIter = Iter<(K, V)>;
        fn into_iter(self) -> Iter<(K, V)>;
    }
    impl<K, V> IntoIterator for &BTreeMap<K, V> {
        type Item = (&K, &V);
        type IntoIter = Iter<(&K, &V)>;
        fn into_iter(self) -> Iter<(&K, &V)>;
    }
    impl<K, V> IntoIterator for &mut BTreeMap<K, V> {
        type Item = (&K, &mut V);
        type IntoIter = Iter<(&K, &mut V)>;
        fn into_iter(self) -> Iter<(&K, &mut V)>;
    }
    impl<K, V> Drop for BTreeMap<K, V> {
        fn drop(&mut self);
    }

    pub mod btree_map {
        pub use super::BTreeMap;

        pub enum Entry<K, V> {
            Occupied(OccupiedEntry<K, V>),
            Vacant(VacantEntry<K, V>),
        }
        impl<K, V> Entry<K, V> {
            pub fn or_insert(self, default: V) -> &mut V;
            pub fn or_insert_with(self, default: impl FnOnce() -> V) -> &mut V;
            pub fn or_insert_with_key(self, default: impl FnOnce(&K) -> V) -> &mut V;
            pub fn or_default(self) -> &mut V;
            pub fn key(&self) -> &K;
            pub fn and_modify(self, f: impl FnOnce(&mut V)) -> Entry<K, V>;
        }
        pub struct OccupiedEntry<K, V>(K, V);
        impl<K, V> OccupiedEntry<K, V> {
            pub fn key(&self) -> &K;
            pub fn get(&self) -> &V;
            pub fn get_mut(&mut self) -> &mut V;
            pub fn into_mut(self) -> &mut V;
            pub fn insert(&mut self, value: V) -> V;
            pub fn remove(self) -> V;
            pub fn remove_entry(self) -> (K, V);
        }
        pub struct VacantEntry<K, V>(K, V);
        impl<K, V> VacantEntry<K, V> {
            pub fn key(&self) -> &K;
            pub fn into_key(self) -> K;
            pub fn insert(self, value: V) -> &mut V;
        }
    }

    pub struct HashSet<T, S>(*mut T);

    impl<T> HashSet<T> {
        pub fn new() -> HashSet<T>;
        pub fn with_capacity(capacity: usize) -> HashSet<T>;
        pub fn with_hasher<S>(hasher: S) -> HashSet<T>;
        pub fn drain(&mut self) -> Iter<T>;
        pub fn iter(&self) -> Iter<&T>;
        pub fn into_iter(self) -> Iter<T>;
        pub fn len(&self) -> usize;
        pub fn is_empty(&self) -> bool;
        pub fn clear(&mut self);
        pub fn retain(&mut self, f: impl FnMut(&T) -> bool);
        pub fn difference(&self, other: &HashSet<T>) -> Iter<&T>;
        pub fn intersection(&self, other: &HashSet<T>) -> Iter<&T>;
        pub fn union(&self, other: &HashSet<T>) -> Iter<&T>;
        pub fn contains<Q>(&self, value: &Q) -> bool;
        pub fn get<Q>(&self, value: &Q) -> Option<&T>;
        pub fn is_subset(&self, other: &HashSet<T>) -> bool;
        pub fn insert(&mut self, value: T) -> bool;
        pub fn replace(&mut self, value: T) -> Option<T>;
        pub fn remove<Q>(&mut self, value: &Q) -> bool;
        pub fn take<Q>(&mut self, value: &Q) -> Option<T>;
        pub fn extend<I>(&mut self, iter: I);
        pub fn from_iter<I>(iter: I) -> HashSet<T>;
    }
    impl<T> Default for HashSet<T> {
        fn default() -> HashSet<T>;
    }
    impl<T> IntoIterator for HashSet<T> {
        type Item = T;
        type IntoIter = Iter<T>;
        fn into_iter(self) -> Iter<T>;
    }
    impl<T> IntoIterator for &HashSet<T> {
        type Item = &T;
        type IntoIter = Iter<&T>;
        fn into_iter(self) -> Iter<&T>;
    }
    impl<T> Drop for HashSet<T> {
        fn drop(&mut self);
    }

    pub struct BTreeSet<T>(*mut T);

    impl<T> BTreeSet<T> {
        pub fn new() -> BTreeSet<T>;
        pub fn range<R>(&self, range: R) -> Iter<&T>;
        pub fn first(&self) -> Option<&T>;
        pub fn last(&self) -> Option<&T>;
        pub fn pop_first(&mut self) -> Option<T>;
        pub fn pop_last(&mut self) -> Option<T>;
        pub fn iter(&self) -> Iter<&T>;
        pub fn into_iter(self) -> Iter<T>;
        pub fn len(&self) -> usize;
        pub fn is_empty(&self) -> bool;
        pub fn clear(&mut self);
        pub fn retain(&mut self, f: impl FnMut(&T) -> bool);
        pub fn difference(&self, other: &BTreeSet<T>) -> Iter<&T>;
        pub fn intersection(&self, other: &BTreeSet<T>) -> Iter<&T>;
        pub fn union(&self, other: &BTreeSet<T>) -> Iter<&T>;
        pub fn contains<Q>(&self, value: &Q) -> bool;
        pub fn get<Q>(&self, value: &Q) -> Option<&T>;
        pub fn is_subset(&self, other: &BTreeSet<T>) -> bool;
        pub fn insert(&mut self, value: T) -> bool;
        pub fn replace(&mut self, value: T) -> Option<T>;
        pub fn remove<Q>(&mut self, value: &Q) -> bool;
        pub fn take<Q>(&mut self, value: &Q) -> Option<T>;
        pub fn extend<I>(&mut self, iter: I);
        pub fn from_iter<I>(iter: I) -> BTreeSet<T>;
    }
    impl<T> Default for BTreeSet<T> {
        fn default() -> BTreeSet<T>;
    }
    impl<T> IntoIterator for BTreeSet<T> {
        type Item = T;
        type IntoIter = Iter<T>;
        fn into_iter(self) -> Iter<T>;
    }
    impl<T> IntoIterator for &BTreeSet<T> {
        type Item = &T;
        type IntoIter = Iter<&T>;
        fn into_iter(self) -> Iter<&T>;
    }
    impl<T> Drop for BTreeSet<T> {
        fn drop(&mut self);
    }

    pub struct VecDeque<T>(*mut T);

    impl<T> VecDeque<T> {
        pub fn new() -> VecDeque<T>;
        pub fn with_capacity(capacity: usize) -> VecDeque<T>;
        pub fn get(&self, index: usize) -> Option<&T>;
        pub fn get_mut(&mut self, index: usize) -> Option<&mut T>;
        pub fn swap(&mut self, i: usize, j: usize);
        pub fn range<R>(&self, range: R) -> Iter<&T>;
        pub fn drain<R>(&mut self, range: R) -> Iter<T>;
        pub fn insert(&mut self, index: usize, value: T);
        pub fn remove(&mut self, index: usize) -> Option<T>;
        pub fn truncate(&mut self, len: usize);
        pub fn retain(&mut self, f: impl FnMut(&T) -> bool);
        pub fn make_contiguous(&mut self) -> &mut [T];
        pub fn as_slices(&self) -> (&[T], &[T]);
        pub fn reserve(&mut self, additional: usize);
        pub fn iter(&self) -> Iter<&T>;
        pub fn iter_mut(&mut self) -> Iter<&mut T>;
        pub fn into_iter(self) -> Iter<T>;
        pub fn len(&self) -> usize;
        pub fn is_empty(&self) -> bool;
        pub fn clear(&mut self);
        pub fn contains(&self, x: &T) -> bool;
        pub fn front(&self) -> Option<&T>;
        pub fn front_mut(&mut self) -> Option<&mut T>;
        pub fn back(&self) -> Option<&T>;
        pub fn back_mut(&mut self) -> Option<&mut T>;
        pub fn pop_front(&mut self) -> Option<T>;
        pub fn pop_back(&mut self) -> Option<T>;
        pub fn push_front(&mut self, value: T);
        pub fn push_back(&mut self, value: T);
        pub fn split_off(&mut self, at: usize) -> VecDeque<T>;
        pub fn append(&mut self, other: &mut VecDeque<T>);
        pub fn extend<I>(&mut self, iter: I);
    }
    impl<T> Default for VecDeque<T> {
        fn default() -> VecDeque<T>;
    }
    impl<T> IntoIterator for VecDeque<T> {
        type Item = T;
        type IntoIter = Iter<T>;
        fn into_iter(self) -> Iter<T>;
    }
    impl<T> Drop for VecDeque<T> {
        fn drop(&mut self);
    }

    pub struct LinkedList<T>(*mut T);

    impl<T> LinkedList<T> {
        pub fn new() -> LinkedList<T>;
        pub fn iter(&self) -> Iter<&T>;
        pub fn iter_mut(&mut self) -> Iter<&mut T>;
        pub fn into_iter(self) -> Iter<T>;
        pub fn len(&self) -> usize;
        pub fn is_empty(&self) -> bool;
        pub fn clear(&mut self);
        pub fn contains(&self, x: &T) -> bool;
        pub fn front(&self) -> Option<&T>;
        pub fn front_mut(&mut self) -> Option<&mut T>;
        pub fn back(&self) -> Option<&T>;
        pub fn back_mut(&mut self) -> Option<&mut T>;
        pub fn pop_front(&mut self) -> Option<T>;
        pub fn pop_back(&mut self) -> Option<T>;
        pub fn push_front(&mut self, value: T);
        pub fn push_back(&mut self, value: T);
        pub fn split_off(&mut self, at: usize) -> LinkedList<T>;
        pub fn append(&mut self, other: &mut LinkedList<T>);
        pub fn extend<I>(&mut self, iter: I);
    }
    impl<T> Default for LinkedList<T> {
        fn default() -> LinkedList<T>;
    }
    impl<T> IntoIterator for LinkedList<T> {
        type Item = T;
        type IntoIter = Iter<T>;
        fn into_iter(self) -> Iter<T>;
    }
    impl<T> Drop for LinkedList<T> {
        fn drop(&mut self);
    }

    pub struct BinaryHeap<T>(Vec<T>);
    impl<T> BinaryHeap<T> {
        pub fn new() -> BinaryHeap<T>;
        pub fn peek(&self) -> Option<&T>;
        pub fn pop(&mut self) -> Option<T>;
        pub fn push(&mut self, item: T);
        pub fn len(&self) -> usize;
        pub fn is_empty(&self) -> bool;
        pub fn iter(&self) -> Iter<&T>;
        pub fn into_iter(self) -> Iter<T>;
        pub fn into_sorted_vec(self) -> Vec<T>;
        pub fn clear(&mut self);
    }
}

pub mod cell {
    use crate::ops::{Deref, DerefMut};

    pub struct Cell<T>(T);
    impl<T> Cell<T> {
        pub const fn new(value: T) -> Cell<T>;
        pub fn set(&self, val: T);
        pub fn swap(&self, other: &Cell<T>);
        pub fn replace(&self, val: T) -> T;
        pub fn into_inner(self) -> T;
        pub fn get(&self) -> T;
        pub fn update(&self, f: impl FnOnce(T) -> T);
        pub fn as_ptr(&self) -> *mut T;
        pub fn get_mut(&mut self) -> &mut T;
        pub fn take(&self) -> T;
    }

    pub struct RefCell<T>(T);
    impl<T> RefCell<T> {
        pub const fn new(value: T) -> RefCell<T>;
        pub fn into_inner(self) -> T;
        pub fn replace(&self, t: T) -> T;
        pub fn replace_with(&self, f: impl FnOnce(&mut T) -> T) -> T;
        pub fn swap(&self, other: &RefCell<T>);
        pub fn borrow(&self) -> Ref<T>;
        pub fn try_borrow(&self) -> Result<Ref<T>, BorrowError>;
        pub fn borrow_mut(&self) -> RefMut<T>;
        pub fn try_borrow_mut(&self) -> Result<RefMut<T>, BorrowMutError>;
        pub fn as_ptr(&self) -> *mut T;
        pub fn get_mut(&mut self) -> &mut T;
        pub fn take(&self) -> T;
    }
    pub struct BorrowError;
    pub struct BorrowMutError;

    pub struct Ref<T>(*mut T);
    impl<T> Ref<T> {
        pub fn clone(orig: &Ref<T>) -> Ref<T>;
        pub fn map<U>(orig: Ref<T>, f: impl FnOnce(&T) -> &U) -> Ref<U>;
    }
    impl<T> Deref for Ref<T> {
        type Target = T;
        fn deref(&self) -> &T;
    }
    impl<T> Drop for Ref<T> {
        fn drop(&mut self);
    }
    pub struct RefMut<T>(*mut T);
    impl<T> RefMut<T> {
        pub fn map<U>(orig: RefMut<T>, f: impl FnOnce(&mut T) -> &mut U) -> RefMut<U>;
    }
    impl<T> Deref for RefMut<T> {
        type Target = T;
        fn deref(&self) -> &T;
    }
    impl<T> DerefMut for RefMut<T> {
        fn deref_mut(&mut self) -> &mut T;
    }
    impl<T> Drop for RefMut<T> {
        fn drop(&mut self);
    }

    pub struct UnsafeCell<T>(T);
    impl<T> UnsafeCell<T> {
        pub const fn new(value: T) -> UnsafeCell<T>;
        pub fn into_inner(self) -> T;
        pub fn get(&self) -> *mut T;
        pub fn get_mut(&mut self) -> &mut T;
        pub fn raw_get(this: *const UnsafeCell<T>) -> *mut T;
    }
    pub struct SyncUnsafeCell<T>(T);

    pub struct OnceCell<T>(Option<T>);
    impl<T> OnceCell<T> {
        pub const fn new() -> OnceCell<T>;
        pub fn get(&self) -> Option<&T>;
        pub fn get_mut(&mut self) -> Option<&mut T>;
        pub fn set(&self, value: T) -> Result<(), T>;
        pub fn get_or_init(&self, f: impl FnOnce() -> T) -> &T;
        pub fn get_or_try_init<E>(&self, f: impl FnOnce() -> Result<T, E>) -> Result<&T, E>;
        pub fn into_inner(self) -> Option<T>;
        pub fn take(&mut self) -> Option<T>;
    }

    pub struct LazyCell<T, F>(T, F);
    impl<T, F> LazyCell<T, F> {
        pub const fn new(f: impl FnOnce() -> T) -> LazyCell<T, F>;
        pub fn force(this: &LazyCell<T, F>) -> &T;
    }
    impl<T, F> Deref for LazyCell<T, F> {
        type Target = T;
        fn deref(&self) -> &T;
    }
}

pub mod sync {
    use crate::iter::Iter;
    use crate::ops::{Deref, DerefMut};
    use crate::time::{Duration, Instant};

    pub struct Arc<T>(*mut T);
    impl<T> Arc<T> {
        pub fn new(data: T) -> Arc<T>;
        pub fn new_cyclic(data_fn: impl FnOnce(&Weak<T>) -> T) -> Arc<T>;
        pub fn pin(data: T) -> crate::pin::Pin<Arc<T>>;
        pub fn try_unwrap(this: Arc<T>) -> Result<T, Arc<T>>;
        pub fn into_inner(this: Arc<T>) -> Option<T>;
        pub fn into_raw(this: Arc<T>) -> *const T;
        pub unsafe fn from_raw(ptr: *const T) -> Arc<T>;
        pub fn as_ptr(this: &Arc<T>) -> *const T;
        pub fn downgrade(this: &Arc<T>) -> Weak<T>;
        pub fn weak_count(this: &Arc<T>) -> usize;
        pub fn strong_count(this: &Arc<T>) -> usize;
        pub unsafe fn increment_strong_count(ptr: *const T);
        pub unsafe fn decrement_strong_count(ptr: *const T);
        pub fn ptr_eq(this: &Arc<T>, other: &Arc<T>) -> bool;
        pub fn make_mut(this: &mut Arc<T>) -> &mut T;
        pub fn get_mut(this: &mut Arc<T>) -> Option<&mut T>;
        pub fn unwrap_or_clone(this: Arc<T>) -> T;
    }
    impl<T> From<T> for Arc<T> {
        fn from(t: T) -> Arc<T>;
    }
    impl<T> Deref for Arc<T> {
        type Target = T;
        fn deref(&self) -> &T;
    }
    impl<T> AsRef<T> for Arc<T> {
        fn as_ref(&self) -> &T;
    }
    impl<T> Clone for Arc<T> {
        fn clone(&self) -> Arc<T>;
    }
    impl<T> Drop for Arc<T> {
        fn drop(&mut self);
    }
    pub struct Weak<T>(*mut T);
    impl<T> Weak<T> {
        pub fn new() -> Weak<T>;
        pub fn upgrade(&self) -> Option<Arc<T>>;
        pub fn strong_count(&self) -> usize;
        pub fn ptr_eq(&self, other: &Weak<T>) -> bool;
    }
    impl<T> Clone for Weak<T> {
        fn clone(&self) -> Weak<T>;
    }
    impl<T> Drop for Weak<T> {
        fn drop(&mut self);
    }

    pub struct PoisonError<T>(T);
    impl<T> PoisonError<T> {
        pub fn into_inner(self) -> T;
        pub fn get_ref(&self) -> &T;
        pub fn get_mut(&mut self) -> &mut T;
    }
    pub enum TryLockError<T> {
        Poisoned(PoisonError<T>),
        WouldBlock,
    }
    pub type LockResult<T> = Result<T, PoisonError<T>>;
    pub type TryLockResult<T> = Result<T, TryLockError<T>>;

    pub struct Mutex<T>(T);
    impl<T> Mutex<T> {
        pub const fn new(t: T) -> Mutex<T>;
        pub fn lock(&self) -> LockResult<MutexGuard<T>>;
        pub fn try_lock(&self) -> TryLockResult<MutexGuard<T>>;
        pub fn is_poisoned(&self) -> bool;
        pub fn clear_poison(&self);
        pub fn into_inner(self) -> LockResult<T>;
        pub fn get_mut(&mut self) -> LockResult<&mut T>;
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

    pub struct RwLock<T>(T);
    impl<T> RwLock<T> {
        pub const fn new(t: T) -> RwLock<T>;
        pub fn read(&self) -> LockResult<RwLockReadGuard<T>>;
        pub fn try_read(&self) -> TryLockResult<RwLockReadGuard<T>>;
        pub fn write(&self) -> LockResult<RwLockWriteGuard<T>>;
        pub fn try_write(&self) -> TryLockResult<RwLockWriteGuard<T>>;
        pub fn is_poisoned(&self) -> bool;
        pub fn into_inner(self) -> LockResult<T>;
        pub fn get_mut(&mut self) -> LockResult<&mut T>;
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

    pub struct Once;
    pub struct OnceState;
    impl Once {
        pub const fn new() -> Once;
        pub fn call_once(&self, f: impl FnOnce());
        pub fn call_once_force(&self, f: impl FnOnce(&OnceState));
        pub fn is_completed(&self) -> bool;
        pub fn wait(&self);
        pub fn wait_force(&self);
    }

    pub struct OnceLock<T>(Option<T>);
    impl<T> OnceLock<T> {
        pub const fn new() -> OnceLock<T>;
        pub fn get(&self) -> Option<&T>;
        pub fn get_mut(&mut self) -> Option<&mut T>;
        pub fn wait(&self) -> &T;
        pub fn set(&self, value: T) -> Result<(), T>;
        pub fn get_or_init(&self, f: impl FnOnce() -> T) -> &T;
        pub fn get_or_try_init<E>(&self, f: impl FnOnce() -> Result<T, E>) -> Result<&T, E>;
        pub fn into_inner(self) -> Option<T>;
        pub fn take(&mut self) -> Option<T>;
    }
    impl<T> Drop for OnceLock<T> {
        fn drop(&mut self);
    }

    pub struct LazyLock<T, F>(T, F);
    impl<T, F> LazyLock<T, F> {
        pub const fn new(f: impl FnOnce() -> T) -> LazyLock<T, F>;
        pub fn force(this: &LazyLock<T, F>) -> &T;
    }
    impl<T, F> Deref for LazyLock<T, F> {
        type Target = T;
        fn deref(&self) -> &T;
    }
    impl<T, F> Drop for LazyLock<T, F> {
        fn drop(&mut self);
    }

    pub struct Condvar;
    pub struct WaitTimeoutResult(bool);
    impl WaitTimeoutResult {
        pub fn timed_out(&self) -> bool;
    }
    impl Condvar {
        pub const fn new() -> Condvar;
        pub fn wait<T>(&self, guard: MutexGuard<T>) -> LockResult<MutexGuard<T>>;
        pub fn wait_while<T>(&self, guard: MutexGuard<T>, condition: impl FnMut(&mut T) -> bool) -> LockResult<MutexGuard<T>>;
        pub fn wait_timeout<T>(&self, guard: MutexGuard<T>, dur: Duration) -> LockResult<(MutexGuard<T>, WaitTimeoutResult)>;
        pub fn wait_timeout_ms<T>(&self, guard: MutexGuard<T>, ms: u32) -> LockResult<(MutexGuard<T>, bool)>;
        pub fn wait_timeout_while<T>(&self, guard: MutexGuard<T>, dur: Duration, condition: impl FnMut(&mut T) -> bool) -> LockResult<(MutexGuard<T>, WaitTimeoutResult)>;
        pub fn notify_one(&self);
        pub fn notify_all(&self);
    }

    pub struct Barrier;
    pub struct BarrierWaitResult(bool);
    impl Barrier {
        pub const fn new(n: usize) -> Barrier;
        pub fn wait(&self) -> BarrierWaitResult;
    }
    impl BarrierWaitResult {
        pub fn is_leader(&self) -> bool;
    }

    pub mod mpsc {
        use crate::iter::Iter;
        use crate::time::{Duration, Instant};

        pub fn channel<T>() -> (Sender<T>, Receiver<T>);
        pub fn sync_channel<T>(bound: usize) -> (SyncSender<T>, Receiver<T>);

        pub struct Sender<T>(*mut T);
        impl<T> Sender<T> {
            pub fn send(&self, t: T) -> Result<(), SendError<T>>;
        }
        impl<T> Clone for Sender<T> {
            fn clone(&self) -> Sender<T>;
        }
        impl<T> Drop for Sender<T> {
            fn drop(&mut self);
        }
        pub struct SyncSender<T>(*mut T);
        impl<T> SyncSender<T> {
            pub fn send(&self, t: T) -> Result<(), SendError<T>>;
            pub fn try_send(&self, t: T) -> Result<(), TrySendError<T>>;
        }
        impl<T> Clone for SyncSender<T> {
            fn clone(&self) -> SyncSender<T>;
        }
        impl<T> Drop for SyncSender<T> {
            fn drop(&mut self);
        }
        pub struct Receiver<T>(*mut T);
        impl<T> Receiver<T> {
            pub fn try_recv(&self) -> Result<T, TryRecvError>;
            pub fn recv(&self) -> Result<T, RecvError>;
            pub fn recv_timeout(&self, timeout: Duration) -> Result<T, RecvTimeoutError>;
            pub fn recv_deadline(&self, deadline: Instant) -> Result<T, RecvTimeoutError>;
            pub fn iter(&self) -> Iter<T>;
            pub fn try_iter(&self) -> Iter<T>;
            pub fn into_iter(self) -> Iter<T>;
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
        pub struct RecvError;
        pub enum TryRecvError {
            Empty,
            Disconnected,
        }
        pub enum RecvTimeoutError {
            Timeout,
            Disconnected,
        }
        pub enum TrySendError<T> {
            Full(T),
            Disconnected(T),
        }
    }

    pub mod mpmc {
        use crate::time::Duration;

        pub struct Receiver<T>(*mut T);
        impl<T> Receiver<T> {
            pub fn recv(&self) -> Result<T, crate::sync::mpsc::RecvError>;
            pub fn recv_timeout(&self, timeout: Duration) -> Result<T, crate::sync::mpsc::RecvTimeoutError>;
        }
        impl<T> Drop for Receiver<T> {
            fn drop(&mut self);
        }
    }

    pub mod atomic {
        pub enum Ordering {
            Relaxed,
            Release,
            Acquire,
            AcqRel,
            SeqCst,
        }
        pub fn fence(order: Ordering);
        pub fn compiler_fence(order: Ordering);
        pub fn spin_loop_hint();

        pub struct AtomicI8;
        impl AtomicI8 {
            pub const fn new(v: i8) -> AtomicI8;
            pub fn load(&self, order: Ordering) -> i8;
            pub fn store(&self, val: i8, order: Ordering);
            pub fn swap(&self, val: i8, order: Ordering) -> i8;
            pub fn compare_exchange(&self, current: i8, new: i8, success: Ordering, failure: Ordering) -> Result<i8, i8>;
            pub fn compare_exchange_weak(&self, current: i8, new: i8, success: Ordering, failure: Ordering) -> Result<i8, i8>;
            pub fn fetch_update(&self, set_order: Ordering, fetch_order: Ordering, f: impl FnMut(i8) -> Option<i8>) -> Result<i8, i8>;
            pub fn get_mut(&mut self) -> &mut i8;
            pub fn into_inner(self) -> i8;
            pub fn as_ptr(&self) -> *mut i8;
            pub fn fetch_add(&self, val: i8, order: Ordering) -> i8;
            pub fn fetch_sub(&self, val: i8, order: Ordering) -> i8;
            pub fn fetch_and(&self, val: i8, order: Ordering) -> i8;
            pub fn fetch_or(&self, val: i8, order: Ordering) -> i8;
            pub fn fetch_xor(&self, val: i8, order: Ordering) -> i8;
            pub fn fetch_max(&self, val: i8, order: Ordering) -> i8;
            pub fn fetch_min(&self, val: i8, order: Ordering) -> i8;
        }
        pub struct AtomicI16;
        impl AtomicI16 {
            pub const fn new(v: i16) -> AtomicI16;
            pub fn load(&self, order: Ordering) -> i16;
            pub fn store(&self, val: i16, order: Ordering);
            pub fn swap(&self, val: i16, order: Ordering) -> i16;
            pub fn compare_exchange(&self, current: i16, new: i16, success: Ordering, failure: Ordering) -> Result<i16, i16>;
            pub fn compare_exchange_weak(&self, current: i16, new: i16, success: Ordering, failure: Ordering) -> Result<i16, i16>;
            pub fn fetch_update(&self, set_order: Ordering, fetch_order: Ordering, f: impl FnMut(i16) -> Option<i16>) -> Result<i16, i16>;
            pub fn get_mut(&mut self) -> &mut i16;
            pub fn into_inner(self) -> i16;
            pub fn as_ptr(&self) -> *mut i16;
            pub fn fetch_add(&self, val: i16, order: Ordering) -> i16;
            pub fn fetch_sub(&self, val: i16, order: Ordering) -> i16;
            pub fn fetch_and(&self, val: i16, order: Ordering) -> i16;
            pub fn fetch_or(&self, val: i16, order: Ordering) -> i16;
            pub fn fetch_xor(&self, val: i16, order: Ordering) -> i16;
            pub fn fetch_max(&self, val: i16, order: Ordering) -> i16;
            pub fn fetch_min(&self, val: i16, order: Ordering) -> i16;
        }
        pub struct AtomicI32;
        impl AtomicI32 {
            pub const fn new(v: i32) -> AtomicI32;
            pub fn load(&self, order: Ordering) -> i32;
            pub fn store(&self, val: i32, order: Ordering);
            pub fn swap(&self, val: i32, order: Ordering) -> i32;
            pub fn compare_exchange(&self, current: i32, new: i32, success: Ordering, failure: Ordering) -> Result<i32, i32>;
            pub fn compare_exchange_weak(&self, current: i32, new: i32, success: Ordering, failure: Ordering) -> Result<i32, i32>;
            pub fn fetch_update(&self, set_order: Ordering, fetch_order: Ordering, f: impl FnMut(i32) -> Option<i32>) -> Result<i32, i32>;
            pub fn get_mut(&mut self) -> &mut i32;
            pub fn into_inner(self) -> i32;
            pub fn as_ptr(&self) -> *mut i32;
            pub fn fetch_add(&self, val: i32, order: Ordering) -> i32;
            pub fn fetch_sub(&self, val: i32, order: Ordering) -> i32;
            pub fn fetch_and(&self, val: i32, order: Ordering) -> i32;
            pub fn fetch_or(&self, val: i32, order: Ordering) -> i32;
            pub fn fetch_xor(&self, val: i32, order: Ordering) -> i32;
            pub fn fetch_max(&self, val: i32, order: Ordering) -> i32;
            pub fn fetch_min(&self, val: i32, order: Ordering) -> i32;
        }
        pub struct AtomicI64;
        impl AtomicI64 {
            pub const fn new(v: i64) -> AtomicI64;
            pub fn load(&self, order: Ordering) -> i64;
            pub fn store(&self, val: i64, order: Ordering);
            pub fn swap(&self, val: i64, order: Ordering) -> i64;
            pub fn compare_exchange(&self, current: i64, new: i64, success: Ordering, failure: Ordering) -> Result<i64, i64>;
            pub fn compare_exchange_weak(&self, current: i64, new: i64, success: Ordering, failure: Ordering) -> Result<i64, i64>;
            pub fn fetch_update(&self, set_order: Ordering, fetch_order: Ordering, f: impl FnMut(i64) -> Option<i64>) -> Result<i64, i64>;
            pub fn get_mut(&mut self) -> &mut i64;
            pub fn into_inner(self) -> i64;
            pub fn as_ptr(&self) -> *mut i64;
            pub fn fetch_add(&self, val: i64, order: Ordering) -> i64;
            pub fn fetch_sub(&self, val: i64, order: Ordering) -> i64;
            pub fn fetch_and(&self, val: i64, order: Ordering) -> i64;
            pub fn fetch_or(&self, val: i64, order: Ordering) -> i64;
            pub fn fetch_xor(&self, val: i64, order: Ordering) -> i64;
            pub fn fetch_max(&self, val: i64, order: Ordering) -> i64;
            pub fn fetch_min(&self, val: i64, order: Ordering) -> i64;
        }
        pub struct AtomicIsize;
        impl AtomicIsize {
            pub const fn new(v: isize) -> AtomicIsize;
            pub fn load(&self, order: Ordering) -> isize;
            pub fn store(&self, val: isize, order: Ordering);
            pub fn swap(&self, val: isize, order: Ordering) -> isize;
            pub fn compare_exchange(&self, current: isize, new: isize, success: Ordering, failure: Ordering) -> Result<isize, isize>;
            pub fn compare_exchange_weak(&self, current: isize, new: isize, success: Ordering, failure: Ordering) -> Result<isize, isize>;
            pub fn fetch_update(&self, set_order: Ordering, fetch_order: Ordering, f: impl FnMut(isize) -> Option<isize>) -> Result<isize, isize>;
            pub fn get_mut(&mut self) -> &mut isize;
            pub fn into_inner(self) -> isize;
            pub fn as_ptr(&self) -> *mut isize;
            pub fn fetch_add(&self, val: isize, order: Ordering) -> isize;
            pub fn fetch_sub(&self, val: isize, order: Ordering) -> isize;
            pub fn fetch_and(&self, val: isize, order: Ordering) -> isize;
            pub fn fetch_or(&self, val: isize, order: Ordering) -> isize;
            pub fn fetch_xor(&self, val: isize, order: Ordering) -> isize;
            pub fn fetch_max(&self, val: isize, order: Ordering) -> isize;
            pub fn fetch_min(&self, val: isize, order: Ordering) -> isize;
        }
        pub struct AtomicU8;
        impl AtomicU8 {
            pub const fn new(v: u8) -> AtomicU8;
            pub fn load(&self, order: Ordering) -> u8;
            pub fn store(&self, val: u8, order: Ordering);
            pub fn swap(&self, val: u8, order: Ordering) -> u8;
            pub fn compare_exchange(&self, current: u8, new: u8, success: Ordering, failure: Ordering) -> Result<u8, u8>;
            pub fn compare_exchange_weak(&self, current: u8, new: u8, success: Ordering, failure: Ordering) -> Result<u8, u8>;
            pub fn fetch_update(&self, set_order: Ordering, fetch_order: Ordering, f: impl FnMut(u8) -> Option<u8>) -> Result<u8, u8>;
            pub fn get_mut(&mut self) -> &mut u8;
            pub fn into_inner(self) -> u8;
            pub fn as_ptr(&self) -> *mut u8;
            pub fn fetch_add(&self, val: u8, order: Ordering) -> u8;
            pub fn fetch_sub(&self, val: u8, order: Ordering) -> u8;
            pub fn fetch_and(&self, val: u8, order: Ordering) -> u8;
            pub fn fetch_or(&self, val: u8, order: Ordering) -> u8;
            pub fn fetch_xor(&self, val: u8, order: Ordering) -> u8;
            pub fn fetch_max(&self, val: u8, order: Ordering) -> u8;
            pub fn fetch_min(&self, val: u8, order: Ordering) -> u8;
        }
        pub struct AtomicU16;
        impl AtomicU16 {
            pub const fn new(v: u16) -> AtomicU16;
            pub fn load(&self, order: Ordering) -> u16;
            pub fn store(&self, val: u16, order: Ordering);
            pub fn swap(&self, val: u16, order: Ordering) -> u16;
            pub fn compare_exchange(&self, current: u16, new: u16, success: Ordering, failure: Ordering) -> Result<u16, u16>;
            pub fn compare_exchange_weak(&self, current: u16, new: u16, success: Ordering, failure: Ordering) -> Result<u16, u16>;
            pub fn fetch_update(&self, set_order: Ordering, fetch_order: Ordering, f: impl FnMut(u16) -> Option<u16>) -> Result<u16, u16>;
            pub fn get_mut(&mut self) -> &mut u16;
            pub fn into_inner(self) -> u16;
            pub fn as_ptr(&self) -> *mut u16;
            pub fn fetch_add(&self, val: u16, order: Ordering) -> u16;
            pub fn fetch_sub(&self, val: u16, order: Ordering) -> u16;
            pub fn fetch_and(&self, val: u16, order: Ordering) -> u16;
            pub fn fetch_or(&self, val: u16, order: Ordering) -> u16;
            pub fn fetch_xor(&self, val: u16, order: Ordering) -> u16;
            pub fn fetch_max(&self, val: u16, order: Ordering) -> u16;
            pub fn fetch_min(&self, val: u16, order: Ordering) -> u16;
        }
        pub struct AtomicU32;
        impl AtomicU32 {
            pub const fn new(v: u32) -> AtomicU32;
            pub fn load(&self, order: Ordering) -> u32;
            pub fn store(&self, val: u32, order: Ordering);
            pub fn swap(&self, val: u32, order: Ordering) -> u32;
            pub fn compare_exchange(&self, current: u32, new: u32, success: Ordering, failure: Ordering) -> Result<u32, u32>;
            pub fn compare_exchange_weak(&self, current: u32, new: u32, success: Ordering, failure: Ordering) -> Result<u32, u32>;
            pub fn fetch_update(&self, set_order: Ordering, fetch_order: Ordering, f: impl FnMut(u32) -> Option<u32>) -> Result<u32, u32>;
            pub fn get_mut(&mut self) -> &mut u32;
            pub fn into_inner(self) -> u32;
            pub fn as_ptr(&self) -> *mut u32;
            pub fn fetch_add(&self, val: u32, order: Ordering) -> u32;
            pub fn fetch_sub(&self, val: u32, order: Ordering) -> u32;
            pub fn fetch_and(&self, val: u32, order: Ordering) -> u32;
            pub fn fetch_or(&self, val: u32, order: Ordering) -> u32;
            pub fn fetch_xor(&self, val: u32, order: Ordering) -> u32;
            pub fn fetch_max(&self, val: u32, order: Ordering) -> u32;
            pub fn fetch_min(&self, val: u32, order: Ordering) -> u32;
        }
        pub struct AtomicU64;
        impl AtomicU64 {
            pub const fn new(v: u64) -> AtomicU64;
            pub fn load(&self, order: Ordering) -> u64;
            pub fn store(&self, val: u64, order: Ordering);
            pub fn swap(&self, val: u64, order: Ordering) -> u64;
            pub fn compare_exchange(&self, current: u64, new: u64, success: Ordering, failure: Ordering) -> Result<u64, u64>;
            pub fn compare_exchange_weak(&self, current: u64, new: u64, success: Ordering, failure: Ordering) -> Result<u64, u64>;
            pub fn fetch_update(&self, set_order: Ordering, fetch_order: Ordering, f: impl FnMut(u64) -> Option<u64>) -> Result<u64, u64>;
            pub fn get_mut(&mut self) -> &mut u64;
            pub fn into_inner(self) -> u64;
            pub fn as_ptr(&self) -> *mut u64;
            pub fn fetch_add(&self, val: u64, order: Ordering) -> u64;
            pub fn fetch_sub(&self, val: u64, order: Ordering) -> u64;
            pub fn fetch_and(&self, val: u64, order: Ordering) -> u64;
            pub fn fetch_or(&self, val: u64, order: Ordering) -> u64;
            pub fn fetch_xor(&self, val: u64, order: Ordering) -> u64;
            pub fn fetch_max(&self, val: u64, order: Ordering) -> u64;
            pub fn fetch_min(&self, val: u64, order: Ordering) -> u64;
        }
        pub struct AtomicUsize;
        impl AtomicUsize {
            pub const fn new(v: usize) -> AtomicUsize;
            pub fn load(&self, order: Ordering) -> usize;
            pub fn store(&self, val: usize, order: Ordering);
            pub fn swap(&self, val: usize, order: Ordering) -> usize;
            pub fn compare_exchange(&self, current: usize, new: usize, success: Ordering, failure: Ordering) -> Result<usize, usize>;
            pub fn compare_exchange_weak(&self, current: usize, new: usize, success: Ordering, failure: Ordering) -> Result<usize, usize>;
            pub fn fetch_update(&self, set_order: Ordering, fetch_order: Ordering, f: impl FnMut(usize) -> Option<usize>) -> Result<usize, usize>;
            pub fn get_mut(&mut self) -> &mut usize;
            pub fn into_inner(self) -> usize;
            pub fn as_ptr(&self) -> *mut usize;
            pub fn fetch_add(&self, val: usize, order: Ordering) -> usize;
            pub fn fetch_sub(&self, val: usize, order: Ordering) -> usize;
            pub fn fetch_and(&self, val: usize, order: Ordering) -> usize;
            pub fn fetch_or(&self, val: usize, order: Ordering) -> usize;
            pub fn fetch_xor(&self, val: usize, order: Ordering) -> usize;
            pub fn fetch_max(&self, val: usize, order: Ordering) -> usize;
            pub fn fetch_min(&self, val: usize, order: Ordering) -> usize;
        }
        pub struct AtomicBool;
        impl AtomicBool {
            pub const fn new(v: bool) -> AtomicBool;
            pub fn load(&self, order: Ordering) -> bool;
            pub fn store(&self, val: bool, order: Ordering);
            pub fn swap(&self, val: bool, order: Ordering) -> bool;
            pub fn compare_exchange(&self, current: bool, new: bool, success: Ordering, failure: Ordering) -> Result<bool, bool>;
            pub fn compare_exchange_weak(&self, current: bool, new: bool, success: Ordering, failure: Ordering) -> Result<bool, bool>;
            pub fn fetch_update(&self, set_order: Ordering, fetch_order: Ordering, f: impl FnMut(bool) -> Option<bool>) -> Result<bool, bool>;
            pub fn get_mut(&mut self) -> &mut bool;
            pub fn into_inner(self) -> bool;
            pub fn as_ptr(&self) -> *mut bool;
            pub fn fetch_and(&self, val: bool, order: Ordering) -> bool;
            pub fn fetch_or(&self, val: bool, order: Ordering) -> bool;
            pub fn fetch_xor(&self, val: bool, order: Ordering) -> bool;
            pub fn fetch_not(&self, val: bool, order: Ordering) -> bool;
        }
        pub struct AtomicPtr<T>;
        impl<T> AtomicPtr<T> {
            pub const fn new(v: *mut T) -> AtomicPtr<T>;
            pub fn load(&self, order: Ordering) -> *mut T;
            pub fn store(&self, val: *mut T, order: Ordering);
            pub fn swap(&self, val: *mut T, order: Ordering) -> *mut T;
            pub fn compare_exchange(&self, current: *mut T, new: *mut T, success: Ordering, failure: Ordering) -> Result<*mut T, *mut T>;
            pub fn compare_exchange_weak(&self, current: *mut T, new: *mut T, success: Ordering, failure: Ordering) -> Result<*mut T, *mut T>;
            pub fn fetch_update(&self, set_order: Ordering, fetch_order: Ordering, f: impl FnMut(*mut T) -> Option<*mut T>) -> Result<*mut T, *mut T>;
            pub fn get_mut(&mut self) -> &mut *mut T;
            pub fn into_inner(self) -> *mut T;
            pub fn as_ptr(&self) -> *mut *mut T;
        }
    }
}

pub mod thread {
    use crate::any::Any;
    use crate::cell::{Cell, RefCell};
    use crate::io;
    use crate::num::NonZero;
    use crate::time::{Duration, Instant};

    pub type Result<T> = crate::result::Result<T, Box<dyn Any + Send>>;

    pub fn spawn<T>(f: impl FnOnce() -> T) -> JoinHandle<T>;
    pub fn scope<T>(f: impl FnOnce(&Scope) -> T) -> T;
    pub fn current() -> Thread;
    pub fn yield_now();
    pub fn panicking() -> bool;
    pub fn sleep(dur: Duration);
    pub fn sleep_ms(ms: u32);
    pub fn sleep_until(deadline: Instant);
    pub fn park();
    pub fn park_timeout(dur: Duration);
    pub fn park_timeout_ms(ms: u32);
    pub fn available_parallelism() -> io::Result<NonZero<usize>>;
    pub fn add_spawn_hook<G>(hook: impl Fn(&Thread) -> G);

    pub struct Builder {
        name: Option<String>,
    }
    impl Builder {
        pub fn new() -> Builder;
        pub fn name(self, name: String) -> Builder;
        pub fn stack_size(self, size: usize) -> Builder;
        pub fn no_hooks(self) -> Builder;
        pub fn spawn<T>(self, f: impl FnOnce() -> T) -> io::Result<JoinHandle<T>>;
        pub unsafe fn spawn_unchecked<T>(self, f: impl FnOnce() -> T) -> io::Result<JoinHandle<T>>;
        pub fn spawn_scoped<T>(self, scope: &Scope, f: impl FnOnce() -> T) -> io::Result<ScopedJoinHandle<T>>;
    }

    pub struct JoinHandle<T>(T);
    impl<T> JoinHandle<T> {
        pub fn thread(&self) -> &Thread;
        pub fn join(self) -> Result<T>;
        pub fn is_finished(&self) -> bool;
    }
    impl<T> Drop for JoinHandle<T> {
        fn drop(&mut self);
    }

    pub struct Scope(crate::sync::Arc<u8>);
    impl Scope {
        pub fn spawn<T>(&self, f: impl FnOnce() -> T) -> ScopedJoinHandle<T>;
    }
    pub struct ScopedJoinHandle<T>(T);
    impl<T> ScopedJoinHandle<T> {
        pub fn thread(&self) -> &Thread;
        pub fn join(self) -> Result<T>;
        pub fn is_finished(&self) -> bool;
    }
    impl<T> Drop for ScopedJoinHandle<T> {
        fn drop(&mut self);
    }

    pub struct Thread;
    impl Thread {
        pub fn unpark(&self);
        pub fn id(&self) -> ThreadId;
        pub fn name(&self) -> Option<&str>;
    }
    impl Clone for Thread {
        fn clone(&self) -> Thread;
    }
    impl Drop for Thread {
        fn drop(&mut self);
    }
    pub struct ThreadId;
    impl ThreadId {
        pub fn as_u64(&self) -> NonZero<u64>;
    }

    pub struct LocalKey<T>(T);
    impl<T> LocalKey<T> {
        pub fn with<R>(&'static self, f: impl FnOnce(&T) -> R) -> R;
        pub fn try_with<R>(&'static self, f: impl FnOnce(&T) -> R) -> crate::result::Result<R, AccessError>;
        pub fn set<V>(&'static self, value: V);
        pub fn get(&'static self) -> T::Inner;
        pub fn take(&'static self) -> T::Inner;
        pub fn replace<V>(&'static self, value: V) -> V;
        pub fn update<V>(&'static self, f: impl FnOnce(V) -> V);
        pub fn with_borrow<R, V>(&'static self, f: impl FnOnce(&V) -> R) -> R;
        pub fn with_borrow_mut<R, V>(&'static self, f: impl FnOnce(&mut V) -> R) -> R;
    }
    impl<V> LocalKey<Cell<V>> {
        pub fn set(&'static self, value: V);
        pub fn get(&'static self) -> V;
        pub fn take(&'static self) -> V;
        pub fn replace(&'static self, value: V) -> V;
        pub fn update(&'static self, f: impl FnOnce(V) -> V);
    }
    impl<V> LocalKey<RefCell<V>> {
        pub fn with_borrow<R>(&'static self, f: impl FnOnce(&V) -> R) -> R;
        pub fn with_borrow_mut<R>(&'static self, f: impl FnOnce(&mut V) -> R) -> R;
        pub fn set(&'static self, value: V);
        pub fn take(&'static self) -> V;
        pub fn replace(&'static self, value: V) -> V;
    }
    pub struct AccessError;
}

pub mod time {
    use crate::ops::{Add, Sub};

    pub struct Duration;
    impl Duration {
        pub const fn new(secs: u64, nanos: u32) -> Duration;
        pub const fn from_secs(secs: u64) -> Duration;
        pub const fn from_millis(millis: u64) -> Duration;
        pub const fn from_micros(micros: u64) -> Duration;
        pub const fn from_nanos(nanos: u64) -> Duration;
        pub const fn from_mins(mins: u64) -> Duration;
        pub fn from_secs_f32(secs: f32) -> Duration;
        pub fn from_secs_f64(secs: f64) -> Duration;
        pub fn mul_f32(self, rhs: f32) -> Duration;
        pub fn mul_f64(self, rhs: f64) -> Duration;
        pub fn div_f32(self, rhs: f32) -> Duration;
        pub fn div_f64(self, rhs: f64) -> Duration;
        pub fn is_zero(&self) -> bool;
        pub fn as_secs(&self) -> u64;
        pub fn as_millis(&self) -> u128;
        pub fn as_micros(&self) -> u128;
        pub fn as_nanos(&self) -> u128;
        pub fn as_secs_f32(&self) -> f32;
        pub fn as_secs_f64(&self) -> f64;
        pub fn subsec_millis(&self) -> u32;
        pub fn subsec_nanos(&self) -> u32;
        pub fn checked_add(self, rhs: Duration) -> Option<Duration>;
        pub fn checked_sub(self, rhs: Duration) -> Option<Duration>;
        pub fn saturating_add(self, rhs: Duration) -> Duration;
        pub fn saturating_sub(self, rhs: Duration) -> Duration;
    }
    pub struct Instant;
    impl Instant {
        pub fn now() -> Instant;
        pub fn duration_since(&self, earlier: Instant) -> Duration;
        pub fn checked_duration_since(&self, earlier: Instant) -> Option<Duration>;
        pub fn saturating_duration_since(&self, earlier: Instant) -> Duration;
        pub fn elapsed(&self) -> Duration;
        pub fn checked_add(&self, duration: Duration) -> Option<Instant>;
        pub fn checked_sub(&self, duration: Duration) -> Option<Instant>;
    }
    impl Add<Duration> for Instant {
        type Output = Instant;
        fn add(self, other: Duration) -> Instant;
    }
    impl Sub<Instant> for Instant {
        type Output = Duration;
        fn sub(self, other: Instant) -> Duration;
    }
    pub struct SystemTime;
    impl SystemTime {
        pub const UNIX_EPOCH: SystemTime;
        pub fn now() -> SystemTime;
        pub fn duration_since(&self, earlier: SystemTime) -> Result<Duration, SystemTimeError>;
        pub fn elapsed(&self) -> Result<Duration, SystemTimeError>;
        pub fn checked_add(&self, duration: Duration) -> Option<SystemTime>;
        pub fn checked_sub(&self, duration: Duration) -> Option<SystemTime>;
    }
    pub struct SystemTimeError(Duration);
    pub const UNIX_EPOCH: SystemTime;
}

pub mod io {
    use crate::fmt;
    use crate::iter::Iter;

    pub type Result<T> = crate::result::Result<T, Error>;

    pub struct Error(*mut u8);
    impl Error {
        pub fn new<E>(kind: ErrorKind, error: E) -> Error;
        pub fn other<E>(error: E) -> Error;
        pub fn last_os_error() -> Error;
        pub fn from_raw_os_error(code: i32) -> Error;
        pub fn raw_os_error(&self) -> Option<i32>;
        pub fn get_ref(&self) -> Option<&(dyn crate::error::Error + Send + Sync)>;
        pub fn into_inner(self) -> Option<Box<dyn crate::error::Error + Send + Sync>>;
        pub fn kind(&self) -> ErrorKind;
    }
    impl Drop for Error {
        fn drop(&mut self);
    }
    pub enum ErrorKind {
        NotFound,
        PermissionDenied,
        ConnectionRefused,
        ConnectionReset,
        ConnectionAborted,
        NotConnected,
        AddrInUse,
        BrokenPipe,
        AlreadyExists,
        WouldBlock,
        InvalidInput,
        InvalidData,
        TimedOut,
        WriteZero,
        Interrupted,
        Unsupported,
        UnexpectedEof,
        OutOfMemory,
        Other,
    }

    pub fn stdin() -> Stdin;
    pub fn stdout() -> Stdout;
    pub fn stderr() -> Stderr;
    pub fn copy<R, W>(reader: &mut R, writer: &mut W) -> Result<u64>;
    pub fn read_to_string<R: Read>(reader: R) -> Result<String>;
    pub fn empty() -> Empty;
    pub fn sink() -> Sink;
    pub fn repeat(byte: u8) -> Repeat;
    pub fn pipe() -> Result<(PipeReader, PipeWriter)>;

    pub struct Empty;
    pub struct Sink;
    pub struct Repeat;
    pub struct PipeReader(crate::fs::File);
    pub struct PipeWriter(crate::fs::File);

    pub struct Stdin;
    impl Stdin {
        pub fn lock(&self) -> StdinLock;
        pub fn read_line(&self, buf: &mut String) -> Result<usize>;
        pub fn lines(self) -> Iter<Result<String>>;
    }
    impl Read for Stdin {
        fn read(&mut self, buf: &mut [u8]) -> Result<usize>;
    }
    pub struct StdinLock;
    impl Read for StdinLock {
        fn read(&mut self, buf: &mut [u8]) -> Result<usize>;
    }
    impl BufRead for StdinLock {
        fn fill_buf(&mut self) -> Result<&[u8]>;
        fn consume(&mut self, amt: usize);
    }
    impl Drop for StdinLock {
        fn drop(&mut self);
    }
    pub struct Stdout;
    impl Stdout {
        pub fn lock(&self) -> StdoutLock;
    }
    impl Write for Stdout {
        fn write(&mut self, buf: &[u8]) -> Result<usize>;
        fn flush(&mut self) -> Result<()>;
    }
    pub struct StdoutLock;
    impl Write for StdoutLock {
        fn write(&mut self, buf: &[u8]) -> Result<usize>;
        fn flush(&mut self) -> Result<()>;
    }
    impl Drop for StdoutLock {
        fn drop(&mut self);
    }
    pub struct Stderr;
    impl Stderr {
        pub fn lock(&self) -> StderrLock;
    }
    impl Write for Stderr {
        fn write(&mut self, buf: &[u8]) -> Result<usize>;
        fn flush(&mut self) -> Result<()>;
    }
    pub struct StderrLock;
    impl Write for StderrLock {
        fn write(&mut self, buf: &[u8]) -> Result<usize>;
        fn flush(&mut self) -> Result<()>;
    }
    impl Drop for StderrLock {
        fn drop(&mut self);
    }

    pub trait Read {
        fn read(&mut self, buf: &mut [u8]) -> Result<usize>;
        fn read_to_end(&mut self, buf: &mut Vec<u8>) -> Result<usize>;
        fn read_to_string(&mut self, buf: &mut String) -> Result<usize>;
        fn read_exact(&mut self, buf: &mut [u8]) -> Result<()>;
        fn by_ref(&mut self) -> &mut Self;
        fn bytes(self) -> Iter<Result<u8>>;
        fn chain<R: Read>(self, next: R) -> Chain<Self, R>;
        fn take(self, limit: u64) -> Take<Self>;
    }
    pub struct Chain<T, U>(T, U);
    pub struct Take<T>(T);
    pub trait Write {
        fn write(&mut self, buf: &[u8]) -> Result<usize>;
        fn flush(&mut self) -> Result<()>;
        fn write_all(&mut self, buf: &[u8]) -> Result<()>;
        fn write_fmt(&mut self, args: fmt::Arguments) -> Result<()>;
        fn by_ref(&mut self) -> &mut Self;
    }
    pub trait Seek {
        fn seek(&mut self, pos: SeekFrom) -> Result<u64>;
        fn rewind(&mut self) -> Result<()>;
        fn stream_position(&mut self) -> Result<u64>;
    }
    pub enum SeekFrom {
        Start(u64),
        End(i64),
        Current(i64),
    }
    pub trait BufRead: Read {
        fn fill_buf(&mut self) -> Result<&[u8]>;
        fn consume(&mut self, amt: usize);
        fn read_until(&mut self, byte: u8, buf: &mut Vec<u8>) -> Result<usize>;
        fn read_line(&mut self, buf: &mut String) -> Result<usize>;
        fn split(self, byte: u8) -> Iter<Result<Vec<u8>>>;
        fn lines(self) -> Iter<Result<String>>;
    }
    pub trait IsTerminal {
        fn is_terminal(&self) -> bool;
    }

    pub struct BufReader<R> {
        inner: R,
        buf: Box<[u8]>,
    }
    impl<R> BufReader<R> {
        pub fn new(inner: R) -> BufReader<R>;
        pub fn with_capacity(capacity: usize, inner: R) -> BufReader<R>;
        pub fn get_ref(&self) -> &R;
        pub fn get_mut(&mut self) -> &mut R;
        pub fn into_inner(self) -> R;
    }
    impl<R: Read> Read for BufReader<R> {
        fn read(&mut self, buf: &mut [u8]) -> Result<usize>;
    }
    impl<R: Read> BufRead for BufReader<R> {
        fn fill_buf(&mut self) -> Result<&[u8]>;
        fn consume(&mut self, amt: usize);
    }
    pub struct BufWriter<W>(W);
    impl<W> BufWriter<W> {
        pub fn new(inner: W) -> BufWriter<W>;
        pub fn with_capacity(capacity: usize, inner: W) -> BufWriter<W>;
        pub fn get_ref(&self) -> &W;
        pub fn get_mut(&mut self) -> &mut W;
        pub fn into_inner(self) -> crate::result::Result<W, IntoInnerError<BufWriter<W>>>;
    }
    impl<W: Write> Write for BufWriter<W> {
        fn write(&mut self, buf: &[u8]) -> Result<usize>;
        fn flush(&mut self) -> Result<()>;
    }
    impl<W> Drop for BufWriter<W> {
        fn drop(&mut self);
    }
    pub struct IntoInnerError<W>(W);
    pub struct LineWriter<W>(BufWriter<W>);
    impl<W> LineWriter<W> {
        pub fn new(inner: W) -> LineWriter<W>;
    }
    impl<W: Write> Write for LineWriter<W> {
        fn write(&mut self, buf: &[u8]) -> Result<usize>;
        fn flush(&mut self) -> Result<()>;
    }
    pub struct Cursor<T>(T);
    impl<T> Cursor<T> {
        pub fn new(inner: T) -> Cursor<T>;
        pub fn into_inner(self) -> T;
        pub fn get_ref(&self) -> &T;
        pub fn get_mut(&mut self) -> &mut T;
        pub fn position(&self) -> u64;
        pub fn set_position(&mut self, pos: u64);
    }
    impl<T> Read for Cursor<T> {
        fn read(&mut self, buf: &mut [u8]) -> Result<usize>;
    }
    impl<T> Write for Cursor<T> {
        fn write(&mut self, buf: &[u8]) -> Result<usize>;
        fn flush(&mut self) -> Result<()>;
    }
    impl Write for Vec<u8> {
        fn write(&mut self, buf: &[u8]) -> Result<usize>;
        fn flush(&mut self) -> Result<()>;
    }

    pub mod prelude {
        pub use super::{BufRead, Read, Seek, Write};
    }
}

pub mod fs {
    use crate::ffi::OsString;
    use crate::io;
    use crate::iter::Iter;
    use crate::path::{Path, PathBuf};
    use crate::time::SystemTime;

    pub struct File;
    impl File {
        pub fn open<P>(path: P) -> io::Result<File>;
        pub fn create<P>(path: P) -> io::Result<File>;
        pub fn create_new<P>(path: P) -> io::Result<File>;
        pub fn options() -> OpenOptions;
        pub fn sync_all(&self) -> io::Result<()>;
        pub fn sync_data(&self) -> io::Result<()>;
        pub fn set_len(&self, size: u64) -> io::Result<()>;
        pub fn metadata(&self) -> io::Result<Metadata>;
        pub fn try_clone(&self) -> io::Result<File>;
        pub fn set_permissions(&self, perm: Permissions) -> io::Result<()>;
        pub fn set_modified(&self, time: SystemTime) -> io::Result<()>;
        pub fn lock(&self) -> io::Result<()>;
        pub fn unlock(&self) -> io::Result<()>;
    }
    impl io::Read for File {
        fn read(&mut self, buf: &mut [u8]) -> io::Result<usize>;
    }
    impl io::Write for File {
        fn write(&mut self, buf: &[u8]) -> io::Result<usize>;
        fn flush(&mut self) -> io::Result<()>;
    }
    impl io::Seek for File {
        fn seek(&mut self, pos: io::SeekFrom) -> io::Result<u64>;
    }
    impl Drop for File {
        fn drop(&mut self);
    }

    pub struct OpenOptions;
    impl OpenOptions {
        pub fn new() -> OpenOptions;
        pub fn read(&mut self, read: bool) -> &mut OpenOptions;
        pub fn write(&mut self, write: bool) -> &mut OpenOptions;
        pub fn append(&mut self, append: bool) -> &mut OpenOptions;
        pub fn truncate(&mut self, truncate: bool) -> &mut OpenOptions;
        pub fn create(&mut self, create: bool) -> &mut OpenOptions;
        pub fn create_new(&mut self, create_new: bool) -> &mut OpenOptions;
        pub fn mode(&mut self, mode: u32) -> &mut OpenOptions;
        pub fn custom_flags(&mut self, flags: i32) -> &mut OpenOptions;
        pub fn open<P>(&self, path: P) -> io::Result<File>;
    }
    pub struct Metadata;
    impl Metadata {
        pub fn file_type(&self) -> FileType;
        pub fn is_dir(&self) -> bool;
        pub fn is_file(&self) -> bool;
        pub fn is_symlink(&self) -> bool;
        pub fn len(&self) -> u64;
        pub fn permissions(&self) -> Permissions;
        pub fn modified(&self) -> io::Result<SystemTime>;
        pub fn accessed(&self) -> io::Result<SystemTime>;
        pub fn created(&self) -> io::Result<SystemTime>;
    }
    pub struct FileType;
    impl FileType {
        pub fn is_dir(&self) -> bool;
        pub fn is_file(&self) -> bool;
        pub fn is_symlink(&self) -> bool;
    }
    pub struct FileTimes;
    impl FileTimes {
        pub fn new() -> FileTimes;
    }
    pub struct Permissions;
    impl Permissions {
        pub fn readonly(&self) -> bool;
        pub fn set_readonly(&mut self, readonly: bool);
        pub fn mode(&self) -> u32;
        pub fn set_mode(&mut self, mode: u32);
        pub fn from_mode(mode: u32) -> Permissions;
    }
    pub struct ReadDir;
    impl Iterator for ReadDir {
        type Item = io::Result<DirEntry>;
        fn next(&mut self) -> Option<io::Result<DirEntry>>;
    }
    impl Drop for ReadDir {
        fn drop(&mut self);
    }
    pub struct DirEntry;
    impl DirEntry {
        pub fn path(&self) -> PathBuf;
        pub fn metadata(&self) -> io::Result<Metadata>;
        pub fn file_type(&self) -> io::Result<FileType>;
        pub fn file_name(&self) -> OsString;
    }
    impl Drop for DirEntry {
        fn drop(&mut self);
    }
    pub struct DirBuilder;
    impl DirBuilder {
        pub fn new() -> DirBuilder;
        pub fn recursive(&mut self, recursive: bool) -> &mut DirBuilder;
        pub fn create<P>(&self, path: P) -> io::Result<()>;
    }

    pub fn read<P>(path: P) -> io::Result<Vec<u8>>;
    pub fn read_to_string<P>(path: P) -> io::Result<String>;
    pub fn write<P, C>(path: P, contents: C) -> io::Result<()>;
    pub fn remove_file<P>(path: P) -> io::Result<()>;
    pub fn metadata<P>(path: P) -> io::Result<Metadata>;
    pub fn symlink_metadata<P>(path: P) -> io::Result<Metadata>;
    pub fn rename<P, Q>(from: P, to: Q) -> io::Result<()>;
    pub fn copy<P, Q>(from: P, to: Q) -> io::Result<u64>;
    pub fn hard_link<P, Q>(original: P, link: Q) -> io::Result<()>;
    pub fn read_link<P>(path: P) -> io::Result<PathBuf>;
    pub fn canonicalize<P>(path: P) -> io::Result<PathBuf>;
    pub fn create_dir<P>(path: P) -> io::Result<()>;
    pub fn create_dir_all<P>(path: P) -> io::Result<()>;
    pub fn remove_dir<P>(path: P) -> io::Result<()>;
    pub fn remove_dir_all<P>(path: P) -> io::Result<()>;
    pub fn read_dir<P>(path: P) -> io::Result<ReadDir>;
    pub fn set_permissions<P>(path: P, perm: Permissions) -> io::Result<()>;
    pub fn exists<P>(path: P) -> io::Result<bool>;
}

pub mod path {
    use crate::borrow::{Cow, ToOwned};
    use crate::ffi::{OsStr, OsString};
    use crate::fs;
    use crate::io;
    use crate::iter::Iter;
    use crate::ops::Deref;

    pub const MAIN_SEPARATOR: char;
    pub const MAIN_SEPARATOR_STR: &str;

    pub struct Path;
    impl Path {
        pub fn new<S>(s: &S) -> &Path;
        pub fn as_os_str(&self) -> &OsStr;
        pub fn to_str(&self) -> Option<&str>;
        pub fn to_string_lossy(&self) -> Cow<str>;
        pub fn to_path_buf(&self) -> PathBuf;
        pub fn is_absolute(&self) -> bool;
        pub fn is_relative(&self) -> bool;
        pub fn has_root(&self) -> bool;
        pub fn parent(&self) -> Option<&Path>;
        pub fn ancestors(&self) -> Iter<&Path>;
        pub fn file_name(&self) -> Option<&OsStr>;
        pub fn strip_prefix<P>(&self, base: P) -> Result<&Path, StripPrefixError>;
        pub fn starts_with<P>(&self, base: P) -> bool;
        pub fn ends_with<P>(&self, child: P) -> bool;
        pub fn file_stem(&self) -> Option<&OsStr>;
        pub fn extension(&self) -> Option<&OsStr>;
        pub fn join<P>(&self, path: P) -> PathBuf;
        pub fn with_file_name<S>(&self, file_name: S) -> PathBuf;
        pub fn with_extension<S>(&self, extension: S) -> PathBuf;
        pub fn components(&self) -> Iter<Component>;
        pub fn iter(&self) -> Iter<&OsStr>;
        pub fn display(&self) -> Display;
        pub fn metadata(&self) -> io::Result<fs::Metadata>;
        pub fn symlink_metadata(&self) -> io::Result<fs::Metadata>;
        pub fn canonicalize(&self) -> io::Result<PathBuf>;
        pub fn read_link(&self) -> io::Result<PathBuf>;
        pub fn read_dir(&self) -> io::Result<fs::ReadDir>;
        pub fn exists(&self) -> bool;
        pub fn try_exists(&self) -> io::Result<bool>;
        pub fn is_file(&self) -> bool;
        pub fn is_dir(&self) -> bool;
        pub fn is_symlink(&self) -> bool;
    }
    impl ToOwned for Path {
        type Owned = PathBuf;
        fn to_owned(&self) -> PathBuf;
    }
    pub struct PathBuf {
        inner: OsString,
    }
    impl PathBuf {
        pub fn new() -> PathBuf;
        pub fn as_path(&self) -> &Path;
        pub fn push<P>(&mut self, path: P);
        pub fn pop(&mut self) -> bool;
        pub fn set_file_name<S>(&mut self, file_name: S);
        pub fn set_extension<S>(&mut self, extension: S) -> bool;
        pub fn into_os_string(self) -> OsString;
        pub fn into_boxed_path(self) -> Box<Path>;
    }
    impl Deref for PathBuf {
        type Target = Path;
        fn deref(&self) -> &Path;
    }
    impl Default for PathBuf {
        fn default() -> PathBuf;
    }
    impl Clone for PathBuf {
        fn clone(&self) -> PathBuf;
    }
    impl<T> From<T> for PathBuf {
        fn from(s: T) -> PathBuf;
    }
    pub struct Display;
    pub struct StripPrefixError;
    pub enum Component {
        Prefix(PrefixComponent),
        RootDir,
        CurDir,
        ParentDir,
        Normal(&OsStr),
    }
    pub struct PrefixComponent;
    impl Component {
        pub fn as_os_str(self) -> &OsStr;
    }
}

pub mod ffi {
    use crate::borrow::{Cow, ToOwned};
    use crate::ops::Deref;

    pub struct CStr;
    impl CStr {
        pub unsafe fn from_ptr(ptr: *const c_char) -> &'static CStr;
        pub fn from_bytes_with_nul(bytes: &[u8]) -> Result<&CStr, FromBytesWithNulError>;
        pub fn from_bytes_until_nul(bytes: &[u8]) -> Result<&CStr, FromBytesUntilNulError>;
        pub unsafe fn from_bytes_with_nul_unchecked(bytes: &[u8]) -> &CStr;
        pub fn as_ptr(&self) -> *const c_char;
        pub fn count_bytes(&self) -> usize;
        pub fn is_empty(&self) -> bool;
        pub fn to_bytes(&self) -> &[u8];
        pub fn to_bytes_with_nul(&self) -> &[u8];
        pub fn to_str(&self) -> Result<&str, crate::str::Utf8Error>;
        pub fn to_string_lossy(&self) -> Cow<str>;
        pub fn into_c_string(self: Box<CStr>) -> CString;
    }
    impl ToOwned for CStr {
        type Owned = CString;
        fn to_owned(&self) -> CString;
    }
    pub struct CString {
        inner: Box<[u8]>,
    }
    impl CString {
        pub fn new<T>(t: T) -> Result<CString, NulError>;
        pub unsafe fn from_vec_unchecked(v: Vec<u8>) -> CString;
        pub unsafe fn from_raw(ptr: *mut c_char) -> CString;
        pub fn into_raw(self) -> *mut c_char;
        pub fn into_string(self) -> Result<String, IntoStringError>;
        pub fn into_bytes(self) -> Vec<u8>;
        pub fn as_bytes(&self) -> &[u8];
        pub fn as_bytes_with_nul(&self) -> &[u8];
        pub fn as_c_str(&self) -> &CStr;
    }
    impl Deref for CString {
        type Target = CStr;
        fn deref(&self) -> &CStr;
    }
    impl Clone for CString {
        fn clone(&self) -> CString;
    }
    impl Drop for CString {
        fn drop(&mut self);
    }
    pub struct NulError(usize, Vec<u8>);
    pub struct IntoStringError;
    pub struct FromBytesWithNulError;
    pub struct FromBytesUntilNulError;

    pub struct OsStr;
    impl OsStr {
        pub fn new<S>(s: &S) -> &OsStr;
        pub fn to_str(&self) -> Option<&str>;
        pub fn to_string_lossy(&self) -> Cow<str>;
        pub fn to_os_string(&self) -> OsString;
        pub fn is_empty(&self) -> bool;
        pub fn len(&self) -> usize;
        pub fn as_bytes(&self) -> &[u8];
        pub fn as_encoded_bytes(&self) -> &[u8];
        pub fn from_bytes(slice: &[u8]) -> &OsStr;
    }
    impl ToOwned for OsStr {
        type Owned = OsString;
        fn to_owned(&self) -> OsString;
    }
    pub struct OsString {
        inner: Vec<u8>,
    }
    impl OsString {
        pub fn new() -> OsString;
        pub fn as_os_str(&self) -> &OsStr;
        pub fn into_string(self) -> Result<String, OsString>;
        pub fn push<T>(&mut self, s: T);
        pub fn clear(&mut self);
        pub fn into_encoded_bytes(self) -> Vec<u8>;
        pub fn from_vec(vec: Vec<u8>) -> OsString;
        pub fn into_vec(self) -> Vec<u8>;
    }
    impl Deref for OsString {
        type Target = OsStr;
        fn deref(&self) -> &OsStr;
    }
    impl Clone for OsString {
        fn clone(&self) -> OsString;
    }

    pub enum c_void {}
    pub type c_char = i8;
    pub type c_schar = i8;
    pub type c_uchar = u8;
    pub type c_short = i16;
    pub type c_ushort = u16;
    pub type c_int = i32;
    pub type c_uint = u32;
    pub type c_long = i64;
    pub type c_ulong = u64;
    pub type c_longlong = i64;
    pub type c_ulonglong = u64;
    pub type c_float = f32;
    pub type c_double = f64;
}

pub mod env {
    use crate::ffi::OsString;
    use crate::io;
    use crate::iter::Iter;
    use crate::path::PathBuf;

    pub fn current_dir() -> io::Result<PathBuf>;
    pub fn set_current_dir<P>(path: P) -> io::Result<()>;
    pub fn vars() -> Vars;
    pub fn vars_os() -> VarsOs;
    pub fn var<K>(key: K) -> Result<String, VarError>;
    pub fn var_os<K>(key: K) -> Option<OsString>;
    pub unsafe fn set_var<K, V>(key: K, value: V);
    pub unsafe fn remove_var<K>(key: K);
    pub fn split_paths<T>(unparsed: &T) -> Iter<PathBuf>;
    pub fn join_paths<I>(paths: I) -> Result<OsString, JoinPathsError>;
    pub fn home_dir() -> Option<PathBuf>;
    pub fn temp_dir() -> PathBuf;
    pub fn current_exe() -> io::Result<PathBuf>;
    pub fn args() -> Args;
    pub fn args_os() -> ArgsOs;

    pub struct Args(Vec<String>);
    impl Iterator for Args {
        type Item = String;
        fn next(&mut self) -> Option<String>;
    }
    pub struct ArgsOs(Vec<OsString>);
    impl Iterator for ArgsOs {
        type Item = OsString;
        fn next(&mut self) -> Option<OsString>;
    }
    pub struct Vars(Vec<String>);
    impl Iterator for Vars {
        type Item = (String, String);
        fn next(&mut self) -> Option<(String, String)>;
    }
    pub struct VarsOs(Vec<OsString>);
    impl Iterator for VarsOs {
        type Item = (OsString, OsString);
        fn next(&mut self) -> Option<(OsString, OsString)>;
    }
    pub enum VarError {
        NotPresent,
        NotUnicode(OsString),
    }
    pub struct JoinPathsError;
    pub mod consts {
        pub const ARCH: &str;
        pub const OS: &str;
        pub const FAMILY: &str;
        pub const DLL_PREFIX: &str;
        pub const DLL_SUFFIX: &str;
        pub const DLL_EXTENSION: &str;
        pub const EXE_SUFFIX: &str;
        pub const EXE_EXTENSION: &str;
    }
}

pub mod process {
    use crate::ffi::OsStr;
    use crate::io;

    pub fn exit(code: i32) -> !;
    pub fn abort() -> !;
    pub fn id() -> u32;

    pub struct Command {
        program: crate::ffi::OsString,
    }
    impl Command {
        pub fn new<S>(program: S) -> Command;
        pub fn arg<S>(&mut self, arg: S) -> &mut Command;
        pub fn args<I>(&mut self, args: I) -> &mut Command;
        pub fn env<K, V>(&mut self, key: K, val: V) -> &mut Command;
        pub fn envs<I>(&mut self, vars: I) -> &mut Command;
        pub fn env_remove<K>(&mut self, key: K) -> &mut Command;
        pub fn env_clear(&mut self) -> &mut Command;
        pub fn current_dir<P>(&mut self, dir: P) -> &mut Command;
        pub fn stdin<T>(&mut self, cfg: T) -> &mut Command;
        pub fn stdout<T>(&mut self, cfg: T) -> &mut Command;
        pub fn stderr<T>(&mut self, cfg: T) -> &mut Command;
        pub fn spawn(&mut self) -> io::Result<Child>;
        pub fn output(&mut self) -> io::Result<Output>;
        pub fn status(&mut self) -> io::Result<ExitStatus>;
        pub fn get_program(&self) -> &OsStr;
    }
    pub struct Child {
        pub stdin: Option<ChildStdin>,
        pub stdout: Option<ChildStdout>,
        pub stderr: Option<ChildStderr>,
    }
    impl Child {
        pub fn kill(&mut self) -> io::Result<()>;
        pub fn id(&self) -> u32;
        pub fn wait(&mut self) -> io::Result<ExitStatus>;
        pub fn try_wait(&mut self) -> io::Result<Option<ExitStatus>>;
        pub fn wait_with_output(self) -> io::Result<Output>;
    }
    pub struct ChildStdin(crate::fs::File);
    impl io::Write for ChildStdin {
        fn write(&mut self, buf: &[u8]) -> io::Result<usize>;
        fn flush(&mut self) -> io::Result<()>;
    }
    pub struct ChildStdout(crate::fs::File);
    impl io::Read for ChildStdout {
        fn read(&mut self, buf: &mut [u8]) -> io::Result<usize>;
    }
    pub struct ChildStderr(crate::fs::File);
    impl io::Read for ChildStderr {
        fn read(&mut self, buf: &mut [u8]) -> io::Result<usize>;
    }
    pub struct Stdio(Option<crate::fs::File>);
    impl Stdio {
        pub fn piped() -> Stdio;
        pub fn inherit() -> Stdio;
        pub fn null() -> Stdio;
    }
    pub struct ExitStatus(i32);
    impl ExitStatus {
        pub fn success(&self) -> bool;
        pub fn code(&self) -> Option<i32>;
        pub fn signal(&self) -> Option<i32>;
    }
    pub struct ExitCode(u8);
    pub struct Output {
        pub status: ExitStatus,
        pub stdout: Vec<u8>,
        pub stderr: Vec<u8>,
    }
}

pub mod net {
    use crate::io;
    use crate::iter::Iter;
    use crate::time::Duration;

    pub enum IpAddr {
        V4(Ipv4Addr),
        V6(Ipv6Addr),
    }
    impl IpAddr {
        pub fn is_loopback(&self) -> bool;
        pub fn is_ipv4(&self) -> bool;
        pub fn is_ipv6(&self) -> bool;
    }
    pub struct Ipv4Addr([u8; 4]);
    impl Ipv4Addr {
        pub const fn new(a: u8, b: u8, c: u8, d: u8) -> Ipv4Addr;
        pub fn octets(&self) -> [u8; 4];
    }
    pub struct Ipv6Addr([u8; 16]);
    impl Ipv6Addr {
        pub fn octets(&self) -> [u8; 16];
        pub fn segments(&self) -> [u16; 8];
    }
    pub enum SocketAddr {
        V4(SocketAddrV4),
        V6(SocketAddrV6),
    }
    impl SocketAddr {
        pub fn new(ip: IpAddr, port: u16) -> SocketAddr;
        pub fn ip(&self) -> IpAddr;
        pub fn port(&self) -> u16;
    }
    pub struct SocketAddrV4;
    impl SocketAddrV4 {
        pub fn new(ip: Ipv4Addr, port: u16) -> SocketAddrV4;
        pub fn ip(&self) -> &Ipv4Addr;
        pub fn port(&self) -> u16;
    }
    pub struct SocketAddrV6;
    impl SocketAddrV6 {
        pub fn ip(&self) -> &Ipv6Addr;
        pub fn port(&self) -> u16;
    }
    pub struct AddrParseError;
    impl crate::str::FromStr for IpAddr {
        type Err = AddrParseError;
        fn from_str(s: &str) -> Result<IpAddr, AddrParseError>;
    }
    impl crate::str::FromStr for SocketAddr {
        type Err = AddrParseError;
        fn from_str(s: &str) -> Result<SocketAddr, AddrParseError>;
    }
    pub enum Shutdown {
        Read,
        Write,
        Both,
    }
    pub trait ToSocketAddrs {
        fn to_socket_addrs(&self) -> io::Result<Iter<SocketAddr>>;
    }
    pub struct TcpStream(crate::fs::File);
    impl TcpStream {
        pub fn connect<A>(addr: A) -> io::Result<TcpStream>;
        pub fn connect_timeout(addr: &SocketAddr, timeout: Duration) -> io::Result<TcpStream>;
        pub fn peer_addr(&self) -> io::Result<SocketAddr>;
        pub fn local_addr(&self) -> io::Result<SocketAddr>;
        pub fn shutdown(&self, how: Shutdown) -> io::Result<()>;
        pub fn try_clone(&self) -> io::Result<TcpStream>;
        pub fn set_read_timeout(&self, dur: Option<Duration>) -> io::Result<()>;
        pub fn set_write_timeout(&self, dur: Option<Duration>) -> io::Result<()>;
        pub fn set_nodelay(&self, nodelay: bool) -> io::Result<()>;
        pub fn set_nonblocking(&self, nonblocking: bool) -> io::Result<()>;
    }
    impl io::Read for TcpStream {
        fn read(&mut self, buf: &mut [u8]) -> io::Result<usize>;
    }
    impl io::Write for TcpStream {
        fn write(&mut self, buf: &[u8]) -> io::Result<usize>;
        fn flush(&mut self) -> io::Result<()>;
    }
    pub struct TcpListener(crate::fs::File);
    impl TcpListener {
        pub fn bind<A>(addr: A) -> io::Result<TcpListener>;
        pub fn local_addr(&self) -> io::Result<SocketAddr>;
        pub fn accept(&self) -> io::Result<(TcpStream, SocketAddr)>;
        pub fn incoming(&self) -> Iter<io::Result<TcpStream>>;
        pub fn set_nonblocking(&self, nonblocking: bool) -> io::Result<()>;
    }
    pub struct UdpSocket(crate::fs::File);
    impl UdpSocket {
        pub fn bind<A>(addr: A) -> io::Result<UdpSocket>;
        pub fn connect<A>(&self, addr: A) -> io::Result<()>;
        pub fn recv_from(&self, buf: &mut [u8]) -> io::Result<(usize, SocketAddr)>;
        pub fn send_to<A>(&self, buf: &[u8], addr: A) -> io::Result<usize>;
        pub fn send(&self, buf: &[u8]) -> io::Result<usize>;
        pub fn recv(&self, buf: &mut [u8]) -> io::Result<usize>;
        pub fn local_addr(&self) -> io::Result<SocketAddr>;
    }
}

pub mod os {
    pub mod fd {
        pub type RawFd = i32;
        pub struct OwnedFd(i32);
        impl Drop for OwnedFd {
            fn drop(&mut self);
        }
        pub struct BorrowedFd(i32);
        pub trait AsRawFd {
            fn as_raw_fd(&self) -> RawFd;
        }
        pub trait FromRawFd {
            unsafe fn from_raw_fd(fd: RawFd) -> Self;
        }
        pub trait IntoRawFd {
            fn into_raw_fd(self) -> RawFd;
        }
        pub trait AsFd {
            fn as_fd(&self) -> BorrowedFd;
        }
    }
    pub mod raw {
        pub use crate::ffi::{c_char, c_double, c_float, c_int, c_long, c_short, c_uchar, c_uint, c_ulong, c_ushort, c_void};
    }
    pub mod unix {
        pub mod io {
            pub use crate::os::fd::*;
        }
        pub mod net {
            use crate::io;

            pub struct UnixStream(crate::fs::File);
            impl UnixStream {
                pub fn connect<P>(path: P) -> io::Result<UnixStream>;
                pub fn pair() -> io::Result<(UnixStream, UnixStream)>;
                pub fn try_clone(&self) -> io::Result<UnixStream>;
            }
            impl io::Read for UnixStream {
                fn read(&mut self, buf: &mut [u8]) -> io::Result<usize>;
            }
            impl io::Write for UnixStream {
                fn write(&mut self, buf: &[u8]) -> io::Result<usize>;
                fn flush(&mut self) -> io::Result<()>;
            }
            pub struct UnixListener(crate::fs::File);
            impl UnixListener {
                pub fn bind<P>(path: P) -> io::Result<UnixListener>;
                pub fn accept(&self) -> io::Result<(UnixStream, SocketAddr)>;
            }
            pub struct UnixDatagram(crate::fs::File);
            impl UnixDatagram {
                pub fn bind<P>(path: P) -> io::Result<UnixDatagram>;
                pub fn unbound() -> io::Result<UnixDatagram>;
                pub fn recv_from(&self, buf: &mut [u8]) -> io::Result<(usize, SocketAddr)>;
                pub fn send_to<P>(&self, buf: &[u8], path: P) -> io::Result<usize>;
            }
            pub struct SocketAddr;
        }
        pub mod process {
            pub trait CommandExt {
                fn exec(&mut self) -> crate::io::Error;
                unsafe fn pre_exec(&mut self, f: impl FnMut() -> crate::io::Result<()>) -> &mut crate::process::Command;
                fn uid(&mut self, id: u32) -> &mut crate::process::Command;
                fn gid(&mut self, id: u32) -> &mut crate::process::Command;
            }
            impl CommandExt for crate::process::Command {
                fn exec(&mut self) -> crate::io::Error;
            }
        }
        pub mod fs {
            pub fn symlink<P, Q>(original: P, link: Q) -> crate::io::Result<()>;
            pub trait OpenOptionsExt {}
            pub trait PermissionsExt {}
            pub trait MetadataExt {}
            pub trait FileTypeExt {}
            pub trait DirBuilderExt {}
            pub trait DirEntryExt {}
        }
        pub mod ffi {
            pub trait OsStrExt {}
            pub trait OsStringExt {}
        }
    }
}

pub mod mem {
    use crate::ops::{Deref, DerefMut};

    pub fn take<T>(dest: &mut T) -> T;
    pub fn replace<T>(dest: &mut T, src: T) -> T;
    pub fn swap<T>(x: &mut T, y: &mut T);
    pub fn drop<T>(_x: T);
    pub fn forget<T>(t: T);
    pub unsafe fn transmute<Src, Dst>(src: Src) -> Dst;
    pub unsafe fn transmute_copy<Src, Dst>(src: &Src) -> Dst;
    pub unsafe fn zeroed<T>() -> T;
    pub unsafe fn uninitialized<T>() -> T;
    pub const fn size_of<T>() -> usize;
    pub fn size_of_val<T>(val: &T) -> usize;
    pub const fn align_of<T>() -> usize;
    pub fn align_of_val<T>(val: &T) -> usize;
    pub const fn needs_drop<T>() -> bool;
    pub fn discriminant<T>(v: &T) -> Discriminant<T>;
    pub struct Discriminant<T>(u64);

    /// Never needs drop.
    pub struct ManuallyDrop<T>;
    impl<T> ManuallyDrop<T> {
        pub const fn new(value: T) -> ManuallyDrop<T>;
        pub fn into_inner(slot: ManuallyDrop<T>) -> T;
        pub unsafe fn take(slot: &mut ManuallyDrop<T>) -> T;
        pub unsafe fn drop(slot: &mut ManuallyDrop<T>);
    }
    impl<T> Deref for ManuallyDrop<T> {
        type Target = T;
        fn deref(&self) -> &T;
    }
    impl<T> DerefMut for ManuallyDrop<T> {
        fn deref_mut(&mut self) -> &mut T;
    }

    /// Never needs drop.
    pub struct MaybeUninit<T>;
    impl<T> MaybeUninit<T> {
        pub const fn new(val: T) -> MaybeUninit<T>;
        pub const fn uninit() -> MaybeUninit<T>;
        pub const fn zeroed() -> MaybeUninit<T>;
        pub fn write(&mut self, val: T) -> &mut T;
        pub fn as_ptr(&self) -> *const T;
        pub fn as_mut_ptr(&mut self) -> *mut T;
        pub unsafe fn assume_init(self) -> T;
        pub unsafe fn assume_init_read(&self) -> T;
        pub unsafe fn assume_init_drop(&mut self);
        pub unsafe fn assume_init_ref(&self) -> &T;
        pub unsafe fn assume_init_mut(&mut self) -> &mut T;
    }
}

pub mod ptr {
    pub const fn null<T>() -> *const T;
    pub const fn null_mut<T>() -> *mut T;
    pub fn from_ref<T>(r: &T) -> *const T;
    pub fn from_mut<T>(r: &mut T) -> *mut T;
    pub fn addr_of<T>(r: &T) -> *const T;
    pub unsafe fn drop_in_place<T>(to_drop: *mut T);
    pub unsafe fn read<T>(src: *const T) -> T;
    pub unsafe fn read_unaligned<T>(src: *const T) -> T;
    pub unsafe fn read_volatile<T>(src: *const T) -> T;
    pub unsafe fn write<T>(dst: *mut T, src: T);
    pub unsafe fn write_volatile<T>(dst: *mut T, src: T);
    pub unsafe fn copy<T>(src: *const T, dst: *mut T, count: usize);
    pub unsafe fn copy_nonoverlapping<T>(src: *const T, dst: *mut T, count: usize);
    pub unsafe fn swap<T>(x: *mut T, y: *mut T);
    pub unsafe fn replace<T>(dst: *mut T, src: T) -> T;
    pub fn eq<T>(a: *const T, b: *const T) -> bool;

    impl<T> *const T {
        pub fn is_null(self) -> bool;
        pub fn cast<U>(self) -> *const U;
        pub fn cast_mut(self) -> *mut T;
        pub unsafe fn as_ref(self) -> Option<&'static T>;
        pub unsafe fn offset(self, count: isize) -> *const T;
        pub unsafe fn add(self, count: usize) -> *const T;
        pub unsafe fn sub(self, count: usize) -> *const T;
        pub unsafe fn read(self) -> T;
        pub fn addr(self) -> usize;
    }
    impl<T> *mut T {
        pub fn is_null(self) -> bool;
        pub fn cast<U>(self) -> *mut U;
        pub fn cast_const(self) -> *const T;
        pub unsafe fn as_ref(self) -> Option<&'static T>;
        pub unsafe fn as_mut(self) -> Option<&'static mut T>;
        pub unsafe fn offset(self, count: isize) -> *mut T;
        pub unsafe fn add(self, count: usize) -> *mut T;
        pub unsafe fn sub(self, count: usize) -> *mut T;
        pub unsafe fn read(self) -> T;
        pub unsafe fn write(self, val: T);
        pub unsafe fn replace(self, src: T) -> T;
        pub unsafe fn drop_in_place(self);
        pub fn addr(self) -> usize;
    }

    pub struct NonNull<T>(*mut T);
    impl<T> NonNull<T> {
        pub const fn dangling() -> NonNull<T>;
        pub unsafe fn new_unchecked(ptr: *mut T) -> NonNull<T>;
        pub fn new(ptr: *mut T) -> Option<NonNull<T>>;
        pub fn as_ptr(self) -> *mut T;
        pub unsafe fn as_ref(&self) -> &'static T;
        pub unsafe fn as_mut(&mut self) -> &'static mut T;
        pub fn cast<U>(self) -> NonNull<U>;
    }
}

pub mod alloc {
    pub struct Layout;
    impl Layout {
        pub const fn new<T>() -> Layout;
        pub fn array<T>(n: usize) -> Result<Layout, LayoutError>;
        pub fn from_size_align(size: usize, align: usize) -> Result<Layout, LayoutError>;
        pub fn size(&self) -> usize;
        pub fn align(&self) -> usize;
    }
    pub struct LayoutError;
    pub struct System;
    pub struct Global;
    pub trait GlobalAlloc {
        unsafe fn alloc(&self, layout: Layout) -> *mut u8;
        unsafe fn dealloc(&self, ptr: *mut u8, layout: Layout);
        unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8;
        unsafe fn realloc(&self, ptr: *mut u8, layout: Layout, new_size: usize) -> *mut u8;
    }
    impl GlobalAlloc for System {
        unsafe fn alloc(&self, layout: Layout) -> *mut u8;
        unsafe fn dealloc(&self, ptr: *mut u8, layout: Layout);
    }
    pub unsafe fn alloc(layout: Layout) -> *mut u8;
    pub unsafe fn alloc_zeroed(layout: Layout) -> *mut u8;
    pub unsafe fn dealloc(ptr: *mut u8, layout: Layout);
    pub unsafe fn realloc(ptr: *mut u8, layout: Layout, new_size: usize) -> *mut u8;
    pub fn handle_alloc_error(layout: Layout) -> !;
}

pub mod any {
    pub trait Any {
        fn type_id(&self) -> TypeId;
    }
    impl dyn Any {
        pub fn is<T>(&self) -> bool;
        pub fn downcast_ref<T>(&self) -> Option<&T>;
        pub fn downcast_mut<T>(&mut self) -> Option<&mut T>;
    }
    pub struct TypeId;
    impl TypeId {
        pub fn of<T>() -> TypeId;
    }
    pub fn type_name<T>() -> &'static str;
    pub fn type_name_of_val<T>(val: &T) -> &'static str;
}

pub mod panic {
    use crate::any::Any;
    use crate::ops::{Deref, DerefMut};

    pub fn catch_unwind<R>(f: impl FnOnce() -> R) -> crate::thread::Result<R>;
    pub fn resume_unwind(payload: Box<dyn Any + Send>) -> !;
    pub fn panic_any<M>(msg: M) -> !;
    pub fn set_hook(hook: Box<dyn Fn(&PanicHookInfo)>);
    pub fn take_hook() -> Box<dyn Fn(&PanicHookInfo)>;
    pub fn update_hook(hook: impl Fn(&dyn Fn(&PanicHookInfo), &PanicHookInfo));

    pub struct AssertUnwindSafe<T>(pub T);
    impl<T> Deref for AssertUnwindSafe<T> {
        type Target = T;
        fn deref(&self) -> &T;
    }
    impl<T> DerefMut for AssertUnwindSafe<T> {
        fn deref_mut(&mut self) -> &mut T;
    }
    pub trait UnwindSafe {}
    pub trait RefUnwindSafe {}
    pub struct PanicHookInfo;
    pub type PanicInfo = PanicHookInfo;
    impl PanicHookInfo {
        pub fn payload(&self) -> &(dyn Any + Send);
        pub fn payload_as_str(&self) -> Option<&str>;
        pub fn location(&self) -> Option<&Location>;
    }
    pub struct Location;
    impl Location {
        pub fn caller() -> &'static Location;
        pub fn file(&self) -> &str;
        pub fn line(&self) -> u32;
        pub fn column(&self) -> u32;
    }
}

pub mod fmt {
    pub type Result = crate::result::Result<(), Error>;
    pub struct Error;
    pub struct Arguments;
    impl Arguments {
        pub fn as_str(&self) -> Option<&'static str>;
    }
    pub struct Formatter;
    impl Formatter {
        pub fn write_str(&mut self, data: &str) -> Result;
        pub fn write_fmt(&mut self, fmt: Arguments) -> Result;
        pub fn pad(&mut self, s: &str) -> Result;
        pub fn alternate(&self) -> bool;
        pub fn debug_struct(&mut self, name: &str) -> DebugStruct;
        pub fn debug_tuple(&mut self, name: &str) -> DebugTuple;
        pub fn debug_list(&mut self) -> DebugList;
    }
    pub struct DebugStruct;
    impl DebugStruct {
        pub fn field(&mut self, name: &str, value: &dyn Debug) -> &mut DebugStruct;
        pub fn finish(&mut self) -> Result;
        pub fn finish_non_exhaustive(&mut self) -> Result;
    }
    pub struct DebugTuple;
    impl DebugTuple {
        pub fn field(&mut self, value: &dyn Debug) -> &mut DebugTuple;
        pub fn finish(&mut self) -> Result;
    }
    pub struct DebugList;
    impl DebugList {
        pub fn entries<I>(&mut self, entries: I) -> &mut DebugList;
        pub fn finish(&mut self) -> Result;
    }
    pub trait Write {
        fn write_str(&mut self, s: &str) -> Result;
        fn write_char(&mut self, c: char) -> Result;
        fn write_fmt(&mut self, args: Arguments) -> Result;
    }
    impl Write for String {
        fn write_str(&mut self, s: &str) -> Result;
    }
    pub trait Debug {
        fn fmt(&self, f: &mut Formatter) -> Result;
    }
    pub trait Display {
        fn fmt(&self, f: &mut Formatter) -> Result;
    }
    pub trait LowerHex {
        fn fmt(&self, f: &mut Formatter) -> Result;
    }
    pub trait UpperHex {
        fn fmt(&self, f: &mut Formatter) -> Result;
    }
    pub fn format(args: Arguments) -> String;
}

pub mod error {
    pub trait Error {
        fn source(&self) -> Option<&(dyn Error + 'static)>;
        fn description(&self) -> &str;
        fn cause(&self) -> Option<&dyn Error>;
    }
}

pub mod hash {
    pub trait Hash {
        fn hash<H>(&self, state: &mut H);
    }
    pub trait Hasher {
        fn finish(&self) -> u64;
        fn write(&mut self, bytes: &[u8]);
    }
    pub trait BuildHasher {
        type Hasher;
        fn build_hasher(&self) -> Self::Hasher;
        fn hash_one<T>(&self, x: T) -> u64;
    }
    pub struct RandomState;
    impl RandomState {
        pub fn new() -> RandomState;
    }
    impl BuildHasher for RandomState {
        type Hasher = DefaultHasher;
        fn build_hasher(&self) -> DefaultHasher;
    }
    pub struct DefaultHasher;
    impl DefaultHasher {
        pub fn new() -> DefaultHasher;
    }
    impl Hasher for DefaultHasher {
        fn finish(&self) -> u64;
        fn write(&mut self, bytes: &[u8]);
    }
    pub struct BuildHasherDefault<H>;
}

pub mod pin {
    use crate::ops::Deref;

    pub struct Pin<P>(P);
    impl<P> Pin<P> {
        pub fn new(pointer: P) -> Pin<P>;
        pub unsafe fn new_unchecked(pointer: P) -> Pin<P>;
        pub fn as_ref(&self) -> Pin<&P::Target>;
        pub fn as_mut(&mut self) -> Pin<&mut P::Target>;
        pub fn get_mut(self) -> P;
        pub fn get_ref(self) -> P;
        pub unsafe fn get_unchecked_mut(self) -> P;
        pub fn into_inner(pin: Pin<P>) -> P;
        pub fn set<T>(&mut self, value: T);
    }
    impl<P: Deref> Deref for Pin<P> {
        type Target = P::Target;
        fn deref(&self) -> &P::Target;
    }
}

pub mod future {
    use crate::pin::Pin;
    use crate::task::{Context, Poll};

    pub trait Future {
        type Output;
        fn poll(self: Pin<&mut Self>, cx: &mut Context) -> Poll<Self::Output>;
    }
    pub trait IntoFuture {
        type Output;
        type IntoFuture;
        fn into_future(self) -> Self::IntoFuture;
    }
    pub struct Ready<T>(Option<T>);
    pub fn ready<T>(t: T) -> Ready<T>;
    impl<T> Future for Ready<T> {
        type Output = T;
        fn poll(self: Pin<&mut Self>, cx: &mut Context) -> Poll<T>;
    }
    pub struct PollFn<F>(F);
    pub fn poll_fn<F>(f: F) -> PollFn<F>;
}

pub mod task {
    pub enum Poll<T> {
        Ready(T),
        Pending,
    }
    impl<T> Poll<T> {
        pub fn map<U>(self, f: impl FnOnce(T) -> U) -> Poll<U>;
        pub fn is_ready(&self) -> bool;
        pub fn is_pending(&self) -> bool;
    }
    pub struct Context;
    impl Context {
        pub fn from_waker(waker: &Waker) -> Context;
        pub fn waker(&self) -> &Waker;
    }
    pub struct Waker;
    impl Waker {
        pub fn wake(self);
        pub fn wake_by_ref(&self);
        pub fn noop() -> &'static Waker;
        pub unsafe fn from_raw(waker: RawWaker) -> Waker;
    }
    impl Clone for Waker {
        fn clone(&self) -> Waker;
    }
    impl Drop for Waker {
        fn drop(&mut self);
    }
    pub struct RawWaker;
    pub struct RawWakerVTable;
    pub trait Wake {
        fn wake(self: crate::sync::Arc<Self>);
        fn wake_by_ref(self: &crate::sync::Arc<Self>);
    }
}

pub mod hint {
    pub fn black_box<T>(dummy: T) -> T;
    pub fn spin_loop();
    pub unsafe fn unreachable_unchecked() -> !;
}

pub mod intrinsics {
    pub fn abort() -> !;
}

pub mod backtrace {
    pub struct Backtrace(Vec<u8>);
    impl Backtrace {
        pub fn capture() -> Backtrace;
        pub fn force_capture() -> Backtrace;
        pub fn disabled() -> Backtrace;
        pub fn status(&self) -> BacktraceStatus;
    }
    pub enum BacktraceStatus {
        Unsupported,
        Disabled,
        Captured,
    }
}
