// Signatures of env_logger 0.9 to 0.11.

pub fn init();
pub fn try_init() -> Result<(), SetLoggerError>;
pub fn init_from_env<E>(env: E);
pub fn try_init_from_env<E>(env: E) -> Result<(), SetLoggerError>;
pub fn builder() -> Builder;

pub struct SetLoggerError;

pub struct Builder(Vec<u8>);
impl Builder {
    pub fn new() -> Builder;
    pub fn from_env<E>(env: E) -> Builder;
    pub fn from_default_env() -> Builder;
    pub fn parse_env<E>(&mut self, env: E) -> &mut Builder;
    pub fn parse_default_env(&mut self) -> &mut Builder;
    pub fn format(&mut self, format: impl Fn(&mut fmt::Formatter, &Record) -> std::io::Result<()>) -> &mut Builder;
    pub fn default_format(&mut self) -> &mut Builder;
    pub fn format_level(&mut self, write: bool) -> &mut Builder;
    pub fn format_module_path(&mut self, write: bool) -> &mut Builder;
    pub fn format_target(&mut self, write: bool) -> &mut Builder;
    pub fn format_indent(&mut self, indent: Option<usize>) -> &mut Builder;
    pub fn format_timestamp<T>(&mut self, timestamp: T) -> &mut Builder;
    pub fn format_timestamp_secs(&mut self) -> &mut Builder;
    pub fn format_timestamp_millis(&mut self) -> &mut Builder;
    pub fn format_timestamp_micros(&mut self) -> &mut Builder;
    pub fn format_suffix(&mut self, suffix: &str) -> &mut Builder;
    pub fn filter_module<L>(&mut self, module: &str, level: L) -> &mut Builder;
    pub fn filter_level<L>(&mut self, level: L) -> &mut Builder;
    pub fn filter<L>(&mut self, module: Option<&str>, level: L) -> &mut Builder;
    pub fn parse_filters(&mut self, filters: &str) -> &mut Builder;
    pub fn target(&mut self, target: Target) -> &mut Builder;
    pub fn write_style<S>(&mut self, write_style: S) -> &mut Builder;
    pub fn parse_write_style(&mut self, write_style: &str) -> &mut Builder;
    pub fn is_test(&mut self, is_test: bool) -> &mut Builder;
    pub fn try_init(&mut self) -> Result<(), SetLoggerError>;
    pub fn init(&mut self);
    pub fn build(&mut self) -> Logger;
}
pub struct Record;
pub struct Logger(Vec<u8>);
pub struct Env(String);
impl Env {
    pub fn new() -> Env;
    pub fn default() -> Env;
    pub fn filter<E>(self, filter_env: E) -> Env;
    pub fn filter_or<E, V>(self, filter_env: E, default: V) -> Env;
    pub fn default_filter_or<V>(self, default: V) -> Env;
    pub fn write_style<E>(self, env: E) -> Env;
    pub fn write_style_or<E, V>(self, env: E, default: V) -> Env;
    pub fn default_write_style_or<V>(self, default: V) -> Env;
}
pub enum Target {
    Stdout,
    Stderr,
    Pipe(Box<dyn std::io::Write>),
}
pub mod fmt {
    pub struct Formatter;
}
