//! How much a request may bring. Texts of an item have their bounds where they are read (`invalid.too-long`).

use crate::wire::{BatchRefused, MAX_BODY, MAX_ITEMS};

/// Admits a body of so many bytes.
pub const fn admits_body(bytes: usize) -> Result<(), BatchRefused> {
    if bytes > MAX_BODY { Err(BatchRefused::TooLarge) } else { Ok(()) }
}

/// Admits a batch of so many items.
pub const fn admits_items(items: usize) -> Result<(), BatchRefused> {
    if items > MAX_ITEMS { Err(BatchRefused::TooManyItems) } else { Ok(()) }
}
