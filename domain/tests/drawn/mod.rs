//! Forms and answers drawn from bytes, and the law that holds for all of them. `fuzz/` draws from what libFuzzer thinks of.

pub(crate) mod answers;
pub(crate) mod form;
pub(crate) mod law;
pub(crate) mod pattern;
pub(crate) mod source;
