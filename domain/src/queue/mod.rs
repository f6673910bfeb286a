//! What waits to be sent: a tab's items, the frozen batch apart from the rest.
//!
//! A tab keeps its queue as one storage value, so that freezing and removing are single writes. The first line is the
//! id of the frozen batch, or empty; then comes one item's JSON a line, and an empty line where the frozen ones end:
//!
//! ```text
//! bat_AAAAAAAAAAAAAAAAAAAAAA
//! {"kind":"view",…}
//!
//! {"kind":"event",…}
//! ```

mod retry;
mod tab;

pub use retry::{Verdict, wait};
pub use tab::TabId;

use crate::{
    id::{BatchId, Entropy},
    parts::parts,
    time::Millis,
    wire::{Item, MAX_ITEMS},
};
use alloc::string::String;
use serde::Serialize;

/// Most bytes of items in a batch. With a passport of at most 2 KB and the envelope it stays below the 60 000 bytes
/// up to which a request may outlive its page.
const MAX_BATCH: usize = 48 * 1024;
/// Items are taken until this many bytes wait. A page that calls in a loop must fill neither the visitor's storage nor
/// our door; four full batches are far more than a person does in one page.
const MAX_WAITING: usize = 4 * MAX_BATCH;

/// A tab's items. Both kinds are kept as they are stored: lines, each with its end.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Queue {
    batch: String,
    frozen: String,
    waiting: String,
}

impl Queue {
    /// Reads a stored queue. What others write into our storage is not our concern, only that it breaks nothing.
    pub fn read(text: &str) -> Self {
        let mut queue = Self::default();
        let mut lines = parts(text, b'\n');
        queue.batch.push_str(lines.next().unwrap_or_default());
        let mut part = &mut queue.frozen;
        for line in lines {
            if line.is_empty() {
                part = &mut queue.waiting;
            } else {
                push_line(part, line);
            }
        }
        queue
    }

    /// The text to store.
    pub fn text(&self) -> String {
        let mut text = String::new();
        for part in [&self.batch, "\n", &self.frozen, "\n", &self.waiting] {
            text.push_str(part);
        }
        text
    }

    /// Adds an item, unless too many wait.
    pub fn push(&mut self, item: &Item) {
        if self.waiting.len() < MAX_WAITING
            && let Ok(line) = serde_json::to_string(item)
        {
            push_line(&mut self.waiting, &line);
        }
    }

    /// Whether there is nothing to send.
    pub fn is_empty(&self) -> bool {
        self.frozen.is_empty() && self.waiting.is_empty()
    }

    /// Freezes what waits into a batch, as much as one may hold. A frozen batch stays as it is until it is settled:
    /// the edge knows it by its id, so that id must never go out with other items.
    pub fn freeze(&mut self, entropy: &Entropy) {
        if !self.frozen.is_empty() {
            return;
        }
        let waiting = core::mem::take(&mut self.waiting);
        for (at, line) in parts(&waiting, b'\n').filter(|line| !line.is_empty()).enumerate() {
            let fits = at < MAX_ITEMS && self.frozen.len() + line.len() < MAX_BATCH;
            push_line(if fits && self.waiting.is_empty() { &mut self.frozen } else { &mut self.waiting }, line);
        }
        self.batch = BatchId::from_entropy(entropy).into();
    }

    /// The frozen batch as the edge takes it, if one is frozen; [`crate::wire::Batch::read`] is its reader.
    pub fn body(&self, sent_at: Millis, passport: Option<&str>) -> Option<String> {
        let items = self.frozen.strip_suffix('\n')?;
        let mut body = String::from(r#"{"v":1,"batch":"#);
        push_json(&mut body, &self.batch);
        body.push_str(r#","sent_at":"#);
        push_json(&mut body, &sent_at);
        if let Some(passport) = passport {
            body.push_str(r#","passport":"#);
            push_json(&mut body, passport);
        }
        let mut mark = r#","items":["#;
        for item in parts(items, b'\n') {
            body.push_str(mark);
            body.push_str(item);
            mark = ",";
        }
        body.push_str("]}");
        Some(body)
    }

    /// Removes the frozen batch: it was answered for good.
    pub fn settle(&mut self) {
        self.batch.clear();
        self.frozen.clear();
    }
}

fn push_line(text: &mut String, line: &str) {
    text.push_str(line);
    text.push('\n');
}

/// Numbers and strings can't fail to be written.
fn push_json<T: Serialize + ?Sized>(text: &mut String, value: &T) {
    text.push_str(&serde_json::to_string(value).unwrap_or_default());
}

#[cfg(test)]
mod tests;
