//! What crosses the network between page and edge; docs/wire.md is the contract in prose.

mod batch;
mod consent;
mod item;
mod line;
mod link;
mod props;
mod reading;
mod receipt;
mod traits;

pub use batch::{Batch, BatchRefused, MAX_BODY, MAX_ITEMS, VERSION};
pub use consent::Consent;
pub use item::{Item, MAX_NAME, MAX_TITLE, MAX_URL};
pub use line::line;
pub use link::LinkKind;
pub use props::{MAX_KEYS, Props};
pub use reading::is_name;
pub use receipt::Receipt;
pub use traits::{Traits, are_fields};
