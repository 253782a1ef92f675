// Signatures of tracing-subscriber 0.3. `Layered` stands for any stack of layers.

pub use fmt::{fmt, Subscriber as FmtSubscriber};
pub use filter::EnvFilter;
pub use layer::Layer;

pub fn registry() -> Registry;
pub struct Registry(Vec<u8>);
impl Registry {
    pub fn default() -> Registry;
}
impl layer::SubscriberExt for Registry {
    fn with<L>(self, layer: L) -> layer::Layered;
}
impl util::SubscriberInitExt for Registry {
    fn init(self);
    fn try_init(self) -> Result<(), util::TryInitError>;
}

pub mod prelude {
    pub use crate::layer::{Layer, SubscriberExt};
    pub use crate::util::SubscriberInitExt;
}

pub mod layer {
    pub trait SubscriberExt {
        fn with<L>(self, layer: L) -> Layered;
    }
    pub trait Layer {
        fn with_filter<F>(self, filter: F) -> Layered;
        fn and_then<L>(self, layer: L) -> Layered;
        fn boxed(self) -> Box<dyn Layer>;
    }
    pub struct Layered(Vec<u8>);
    impl SubscriberExt for Layered {
        fn with<L>(self, layer: L) -> Layered;
    }
    impl crate::util::SubscriberInitExt for Layered {
        fn init(self);
        fn try_init(self) -> Result<(), crate::util::TryInitError>;
    }
}

pub mod util {
    pub trait SubscriberInitExt {
        fn set_default(self) -> DefaultGuard;
        fn try_init(self) -> Result<(), TryInitError>;
        fn init(self);
    }
    pub struct TryInitError(Box<dyn std::error::Error>);
    pub struct DefaultGuard;
    impl Drop for DefaultGuard {
        fn drop(&mut self);
    }
}

pub mod filter {
    pub struct EnvFilter(String);
    impl EnvFilter {
        pub fn new<S>(directives: S) -> EnvFilter;
        pub fn try_new<S>(directives: S) -> Result<EnvFilter, ParseError>;
        pub fn from_default_env() -> EnvFilter;
        pub fn from_env<A>(env: A) -> EnvFilter;
        pub fn try_from_default_env() -> Result<EnvFilter, FromEnvError>;
        pub fn try_from_env<A>(env: A) -> Result<EnvFilter, FromEnvError>;
        pub fn add_directive<D>(self, directive: D) -> EnvFilter;
    }
    pub struct ParseError;
    pub struct FromEnvError;
    pub struct LevelFilter;
}

pub mod fmt {
    pub fn init();
    pub fn try_init() -> Result<(), Box<dyn std::error::Error + Send + Sync>>;
    pub fn fmt() -> SubscriberBuilder;
    pub fn layer() -> Layer;

    pub struct Subscriber(Vec<u8>);
    impl Subscriber {
        pub fn builder() -> SubscriberBuilder;
        pub fn new() -> Subscriber;
        pub fn default() -> Subscriber;
    }
    impl crate::layer::SubscriberExt for Subscriber {
        fn with<L>(self, layer: L) -> crate::layer::Layered;
    }
    impl crate::util::SubscriberInitExt for Subscriber {
        fn init(self);
        fn try_init(self) -> Result<(), crate::util::TryInitError>;
    }

    pub struct SubscriberBuilder(Vec<u8>);
    impl SubscriberBuilder {
        pub fn with_writer<W>(self, make_writer: W) -> SubscriberBuilder;
        pub fn map_writer<F>(self, f: F) -> SubscriberBuilder;
        pub fn with_test_writer(self) -> SubscriberBuilder;
        pub fn with_ansi(self, ansi: bool) -> SubscriberBuilder;
        pub fn with_target(self, display_target: bool) -> SubscriberBuilder;
        pub fn with_file(self, display_filename: bool) -> SubscriberBuilder;
        pub fn with_line_number(self, display_line_number: bool) -> SubscriberBuilder;
        pub fn with_level(self, display_level: bool) -> SubscriberBuilder;
        pub fn with_thread_ids(self, display_thread_ids: bool) -> SubscriberBuilder;
        pub fn with_thread_names(self, display_thread_names: bool) -> SubscriberBuilder;
        pub fn with_span_events(self, kind: format::FmtSpan) -> SubscriberBuilder;
        pub fn with_timer<T>(self, timer: T) -> SubscriberBuilder;
        pub fn without_time(self) -> SubscriberBuilder;
        pub fn compact(self) -> SubscriberBuilder;
        pub fn pretty(self) -> SubscriberBuilder;
        pub fn json(self) -> SubscriberBuilder;
        pub fn event_format<E>(self, fmt_event: E) -> SubscriberBuilder;
        pub fn fmt_fields<F>(self, fmt_fields: F) -> SubscriberBuilder;
        pub fn log_internal_errors(self, log_internal_errors: bool) -> SubscriberBuilder;
        pub fn with_max_level<F>(self, filter: F) -> SubscriberBuilder;
        pub fn with_env_filter<F>(self, filter: F) -> SubscriberBuilder;
        pub fn finish(self) -> Subscriber;
        pub fn init(self);
        pub fn try_init(self) -> Result<(), Box<dyn std::error::Error + Send + Sync>>;
    }

    pub struct Layer(Vec<u8>);
    impl Layer {
        pub fn new() -> Layer;
        pub fn default() -> Layer;
        pub fn with_writer<W>(self, make_writer: W) -> Layer;
        pub fn map_writer<F>(self, f: F) -> Layer;
        pub fn with_test_writer(self) -> Layer;
        pub fn with_ansi(self, ansi: bool) -> Layer;
        pub fn with_target(self, display_target: bool) -> Layer;
        pub fn with_file(self, display_filename: bool) -> Layer;
        pub fn with_line_number(self, display_line_number: bool) -> Layer;
        pub fn with_level(self, display_level: bool) -> Layer;
        pub fn with_thread_ids(self, display_thread_ids: bool) -> Layer;
        pub fn with_thread_names(self, display_thread_names: bool) -> Layer;
        pub fn with_span_events(self, kind: format::FmtSpan) -> Layer;
        pub fn with_timer<T>(self, timer: T) -> Layer;
        pub fn without_time(self) -> Layer;
        pub fn compact(self) -> Layer;
        pub fn pretty(self) -> Layer;
        pub fn json(self) -> Layer;
        pub fn event_format<E>(self, fmt_event: E) -> Layer;
        pub fn fmt_fields<F>(self, fmt_fields: F) -> Layer;
        pub fn log_internal_errors(self, log_internal_errors: bool) -> Layer;
    }
    impl crate::layer::Layer for Layer {
        fn with_filter<F>(self, filter: F) -> crate::layer::Layered;
        fn boxed(self) -> Box<dyn crate::layer::Layer>;
    }

    pub mod format {
        pub struct FmtSpan;
    }
    pub mod time {
        pub struct SystemTime;
        pub fn uptime() -> Uptime;
        pub struct Uptime;
    }
}
