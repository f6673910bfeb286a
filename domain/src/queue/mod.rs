//! What waits to be sent: a page's items, as one text, so that storing and taking over are single writes.
//!
//! The text is a row of batches. Each is a line with its id, then an item's JSON a line, then an empty line:
//!
//! ```text
//! bat_AAAAAAAAAAAAAAAAAAAAAA
//! {"kind":"view",…}
//! {"kind":"event",…}
//!
//! ```
//!
//! The last batch may still be open: items join it until it is frozen. A `+` after the id says that the batch was handed
//! to a beacon already, and goes out again only because nobody heard the answer. Taking over the queue of a page that is
//! gone is appending its text: an open batch that was never sent has its id already.

mod retry;

pub use retry::{Verdict, wait};

use crate::{
    id::{BatchId, Entropy},
    parts::{before, joined, parts},
    wire::MAX_ITEMS,
};
use alloc::{borrow::ToOwned, string::String};

/// Most bytes of items in a batch. With a passport of at most 2 KB and the envelope it stays below the 60 000 bytes
/// up to which a request may outlive its page.
const MAX_BATCH: usize = 48 * 1024;
/// Most bytes that wait. A page that calls in a loop, or a visitor who is offline for days, must fill neither the
/// site's storage nor our door; four full batches are far more than a person does in a day.
const MAX_WAITING: usize = 4 * MAX_BATCH;

/// What every item's line begins with, and how the kinds go on that have to make room when too much waits, one after the
/// other: engagement, progress of forms, clicks, events, views, and last what says who somebody is or that a form was sent.
const KIND: &str = r#"{"kind":""#;
const FIRST_TO_GO: [&str; 8] = ["eng", "form-f", "form-st", "form-a", "l", "e", "v", ""];

/// A page's items.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Queue {
    frozen: String,
    /// Of the batch that is open.
    id: String,
    open: String,
    items: usize,
}

impl Queue {
    /// An empty queue, whose first batch has the id made of `entropy`.
    pub fn new(entropy: &Entropy) -> Self {
        Self { id: BatchId::from_entropy(entropy).into(), ..Self::default() }
    }

    /// The text to store.
    pub fn text(&self) -> String {
        if self.items == 0 {
            return self.frozen.clone();
        }
        joined(&[&self.frozen, &self.id, "\n", &self.open, "\n"])
    }

    /// Adds an item's line. `entropy` is for the id of the next batch, should this one be full.
    pub fn push(&mut self, line: &str, entropy: &Entropy) {
        if self.items >= MAX_ITEMS || self.open.len() + line.len() >= MAX_BATCH {
            self.freeze(entropy);
        }
        push_line(&mut self.open, line);
        self.items += 1;
        self.make_room();
    }

    /// Takes over the text of a queue whose page is gone. What others write into our storage is not our concern, only
    /// that it breaks nothing: a newline too many would be taken for the id of the batch behind it.
    pub fn adopt(&mut self, text: &str) {
        let mut kept = text;
        while let Some(shorter) = kept.strip_suffix('\n') {
            kept = shorter;
        }
        if !kept.is_empty() {
            self.frozen.push_str(kept);
            self.frozen.push_str("\n\n");
            self.make_room();
        }
    }

    /// Whether there is nothing to send.
    pub fn is_empty(&self) -> bool {
        self.frozen.is_empty() && self.items == 0
    }

    /// Freezes the open batch. A frozen batch stays as it is until it is settled: the edge knows it by its id, so that
    /// id must never go out with other items.
    pub fn freeze(&mut self, entropy: &Entropy) {
        let frozen = self.text();
        *self = Self { frozen, ..Self::new(entropy) };
    }

    /// Freezes a batch without items: it says to the edge what is in its envelope.
    pub fn freeze_empty(&mut self, entropy: &Entropy) {
        push_line(&mut self.frozen, BatchId::from_entropy(entropy).as_str());
        self.frozen.push('\n');
    }

    /// The first frozen batch as the edge takes it, if one is frozen; [`crate::wire::Batch::read`] is its reader.
    /// `sent_at` is the present time in milliseconds, `envelope` JSON members to stand beside the items, each with a
    /// comma before it.
    pub fn body(&self, sent_at: &str, envelope: &str) -> Option<String> {
        let (batch, _) = first(&self.frozen)?;
        Some(body(batch, sent_at, envelope))
    }

    /// Removes the first frozen batch: it was answered for good.
    pub fn settle(&mut self) {
        self.frozen = first(&self.frozen).map_or_else(String::new, |(_, rest)| rest.to_owned());
    }

    /// Puts the first frozen batch behind the others: what the edge fails at must not hold them up for ever.
    pub fn postpone(&mut self) {
        if let Some((batch, rest)) = first(&self.frozen) {
            self.frozen = joined(&[rest, batch, "\n\n"]);
        }
    }

    /// Hands every frozen batch from the `skip`th on that no beacon has taken yet to `beacon`, which says whether it took it. A
    /// batch that was taken is marked, or removed where it need not be confirmed.
    pub fn hand_over(&mut self, skip: usize, confirm: bool, beacon: impl Fn(&str) -> bool, envelope: (&str, &str)) {
        let frozen = core::mem::take(&mut self.frozen);
        let (mut rest, mut at) = (&*frozen, 0);
        while let Some((batch, others)) = first(rest) {
            let id = before(batch, b'\n');
            let taken = at >= skip && !id.ends_with('+') && beacon(&body(batch, envelope.0, envelope.1));
            if !taken || confirm {
                let mark = if taken { "+" } else { "" };
                let kept = joined(&[id, mark, batch.get(id.len()..).unwrap_or_default(), "\n\n"]);
                self.frozen.push_str(&kept);
            }
            (rest, at) = (others, at + 1);
        }
    }

    fn make_room(&mut self) {
        for kind in FIRST_TO_GO {
            let mut excess = (self.frozen.len() + self.open.len()).saturating_sub(MAX_WAITING);
            if excess == 0 {
                return;
            }
            for text in [&mut self.frozen, &mut self.open] {
                let old = core::mem::take(text);
                let Some(lines) = old.strip_suffix('\n') else { continue };
                for line in parts(lines, b'\n') {
                    if excess > 0 && line.strip_prefix(KIND).is_some_and(|rest| rest.starts_with(kind)) {
                        excess = excess.saturating_sub(line.len());
                    } else {
                        push_line(text, line);
                    }
                }
            }
        }
    }
}

/// The first batch of a row, without the empty line behind it, and what comes after.
fn first(row: &str) -> Option<(&str, &str)> {
    let end = row.as_bytes().windows(2).position(|pair| pair == b"\n\n")?;
    Some((row.get(..end)?, row.get(end + 2..)?))
}

fn body(batch: &str, sent_at: &str, envelope: &str) -> String {
    let mut lines = parts(batch, b'\n');
    let marked = lines.next().unwrap_or_default();
    let id = before(marked, b'+');
    let beaconed = if id.len() < marked.len() { r#","beaconed":true"# } else { "" };
    let head = [r#"{"v":1,"batch":""#, id, r#"","sent_at":"#, sent_at, envelope, beaconed, r#","items":["#];
    let mut body = joined(&head);
    let mut mark = "";
    for item in lines {
        body.push_str(mark);
        body.push_str(item);
        mark = ",";
    }
    body.push_str("]}");
    body
}

fn push_line(text: &mut String, line: &str) {
    text.push_str(line);
    text.push('\n');
}

#[cfg(test)]
mod tests;
