//! A field that nobody sees is filled in by programs alone.

use super::{HONEYPOT_FIELD, Seen, Suspicion};
use crate::site::Spam;

pub(super) fn suspects(seen: &Seen<'_>, _: &Spam) -> Option<Suspicion> {
    seen.answers.ours(HONEYPOT_FIELD).map(|_| Suspicion::Honeypot)
}
