//! How many forms one visitor sends, and how many come from one network, in ten minutes.

use super::{Seen, Suspicion};
use crate::site::Spam;

/// At a stand of a fair many people are one visitor.
pub(super) fn suspects_visitor(seen: &Seen<'_>, spam: &Spam) -> Option<Suspicion> {
    let many = seen.by_visitor > u32::from(spam.per_visitor);
    (many && !seen.form.kiosk).then_some(Suspicion::Visitor)
}

pub(super) fn suspects_network(seen: &Seen<'_>, spam: &Spam) -> Option<Suspicion> {
    (seen.by_network > u32::from(spam.per_network)).then_some(Suspicion::Network)
}
