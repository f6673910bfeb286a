//! What waits to be sent: a tab's items, the frozen batch first.
//!
//! A tab keeps its queue as one storage value, so that freezing and removing are single writes. The first line says
//! which batch is frozen and how many of the lines after it belong to it; each of those is one item's JSON:
//!
//! ```text
//! bat_AAAAAAAAAAAAAAAAAAAAAA 1
//! {"kind":"view",…}
//! {"kind":"event",…}
//! ```

mod retry;
mod tab;

pub use retry::{Verdict, wait};
pub use tab::TabId;

use crate::{
    id::{BatchId, Entropy},
    time::Millis,
    wire::{Item, MAX_ITEMS},
};
use alloc::{string::String, vec::Vec};
use serde::Serialize;

/// Most bytes of items in a batch. With a passport of at most 2 KB and the envelope it stays below the 60 000 bytes
/// up to which a request may outlive its page.
const MAX_BATCH_BYTES: usize = 48 * 1024;
/// Most items that wait. A page that calls in a loop must fill neither the visitor's storage nor our door; four
/// batches are more than a person does in one page.
const MAX_WAITING: usize = 4 * MAX_ITEMS;

/// A tab's items.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Queue {
    frozen: Option<Frozen>,
    items: Vec<String>,
}

/// The batch that the first `items` of the queue belong to.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Frozen {
    id: BatchId,
    items: usize,
}

impl Queue {
    /// Reads a stored queue; text of another shape is an empty one.
    pub fn read(text: &str) -> Self {
        let mut lines = text.split('\n');
        let Some((id, count)) = lines.next().and_then(|line| line.split_once(' ')) else {
            return Self::default();
        };
        let items: Vec<String> = lines.filter(|line| !line.is_empty()).map(String::from).collect();
        let count = count.parse().unwrap_or(0).min(items.len());
        let frozen = BatchId::parse(id).ok().filter(|_| count > 0);
        Self { frozen: frozen.map(|id| Frozen { id, items: count }), items }
    }

    /// The text to store.
    pub fn text(&self) -> String {
        let mut text = String::new();
        if let Some(frozen) = &self.frozen {
            text.push_str(frozen.id.as_str());
        }
        text.push(' ');
        push_json(&mut text, &self.frozen_items());
        for item in &self.items {
            text.push('\n');
            text.push_str(item);
        }
        text
    }

    /// Adds an item, unless too many wait.
    pub fn push(&mut self, item: &Item) {
        if self.items.len() < MAX_WAITING {
            self.items.extend(serde_json::to_string(item));
        }
    }

    /// Whether nothing waits.
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// Freezes what waits into a batch, as much as one may hold. A frozen batch stays as it is until it is settled:
    /// the edge knows it by its id, so that id must never go out with other items.
    pub fn freeze(&mut self, entropy: &Entropy) {
        let items = self.fitting();
        if self.frozen.is_none() && items > 0 {
            self.frozen = Some(Frozen { id: BatchId::from_entropy(entropy), items });
        }
    }

    fn fitting(&self) -> usize {
        let mut bytes = 0;
        let fits = |item: &&String| {
            bytes += item.len() + 1;
            bytes <= MAX_BATCH_BYTES
        };
        self.items.iter().take(MAX_ITEMS).take_while(fits).count()
    }

    /// The frozen batch as the edge takes it, if one is frozen; [`crate::wire::Batch::read`] is its reader.
    pub fn body(&self, sent_at: Millis, passport: Option<&str>) -> Option<String> {
        let mut body = String::from(r#"{"v":1,"batch":""#);
        body.push_str(self.frozen.as_ref()?.id.as_str());
        body.push_str(r#"","sent_at":"#);
        push_json(&mut body, &sent_at);
        if let Some(passport) = passport {
            body.push_str(r#","passport":"#);
            push_json(&mut body, passport);
        }
        body.push_str(r#","items":["#);
        for (at, item) in self.items.iter().take(self.frozen_items()).enumerate() {
            body.push_str(if at == 0 { "" } else { "," });
            body.push_str(item);
        }
        body.push_str("]}");
        Some(body)
    }

    /// Removes the frozen batch: it was answered for good.
    pub fn settle(&mut self) {
        self.items = self.items.split_off(self.frozen_items().min(self.items.len()));
        self.frozen = None;
    }

    fn frozen_items(&self) -> usize {
        self.frozen.as_ref().map_or(0, |frozen| frozen.items)
    }
}

/// Numbers and strings can't fail to be written.
fn push_json<T: Serialize + ?Sized>(text: &mut String, value: &T) {
    text.extend(serde_json::to_string(value));
}

#[cfg(test)]
mod tests;
