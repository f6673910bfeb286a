//! HTML, rendered on the edge. Templates escape what they are given; nothing is pasted together from text.

pub(crate) mod after;
pub(crate) mod confirm;
pub(crate) mod form;
pub(crate) mod page;
pub(crate) mod preferences;
