//! Typed clients of our own objects: names, commands, retries.

pub(crate) mod account_shard;
pub(crate) mod counter;
pub(crate) mod disclosure;
pub(crate) mod erasure;
pub(crate) mod holding;
pub(crate) mod lead_shard;
mod object;
pub(crate) mod registry;
pub(crate) mod transfer;
