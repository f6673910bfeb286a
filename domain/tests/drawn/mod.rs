//! Forms and answers drawn from bytes, and the law that holds for all of them. `fuzz/` draws from what libFuzzer thinks of.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a law is broken, or a form is drawn wrongly, with a panic"
)]

pub(crate) mod after;
pub(crate) mod answers;
pub(crate) mod defaults;
pub(crate) mod form;
pub(crate) mod law;
pub(crate) mod locale;
pub(crate) mod partial;
pub(crate) mod pattern;
pub(crate) mod source;
pub(crate) mod turn;
pub(crate) mod walk;
