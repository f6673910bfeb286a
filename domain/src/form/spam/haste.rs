//! Nobody reads a form, and answers it, within a moment.

use super::{Seen, Suspicion};
use crate::{site::Spam, time::SECOND};

pub(super) fn suspects(seen: &Seen<'_>, spam: &Spam) -> Option<Suspicion> {
    let least = i64::from(spam.seconds) * SECOND;
    seen.had_for.filter(|had_for| *had_for < least).map(|_| Suspicion::Haste)
}
