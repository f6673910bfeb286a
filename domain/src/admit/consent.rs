//! Items of whom nothing may be kept. They are no less a view or a click for it: they count, in aggregates only.

use super::Arriving;
use crate::outcome::Accepted;

/// How an item counts where the visitor's state may not be kept; nothing where it may.
///
/// The browser's own refusal (Global Privacy Control) outweighs what the page says, unless the site does not honour it.
pub(super) fn in_aggregates(arriving: &Arriving<'_>) -> Option<Accepted> {
    if arriving.gpc && arriving.site.honours_gpc {
        Some(Accepted::Gpc)
    } else if arriving.consent.keeps_state() {
        None
    } else {
        Some(Accepted::WithoutConsent)
    }
}
