//! What crosses the network between page and edge; docs/wire.md is the contract in prose.

mod batch;
mod item;
mod receipt;

pub use batch::{Batch, BatchRefused, MAX_BODY, MAX_ITEMS, VERSION};
pub use item::{Item, MAX_NAME, MAX_TITLE, MAX_URL};
pub use receipt::Receipt;
