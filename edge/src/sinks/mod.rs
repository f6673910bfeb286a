//! Where events go.

pub(crate) mod webhook;
