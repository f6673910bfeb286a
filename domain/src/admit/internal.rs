//! Whoever works for the site: their visits are not a market's.

use super::Arriving;
use crate::outcome::{Filter, Outcome};

/// Admits visits from outside the site's networks, with browsers that are not marked.
pub(super) fn admits(arriving: &Arriving<'_>) -> Result<(), Outcome> {
    let internal = arriving.internal || arriving.site.admission.is_internal(arriving.address);
    if internal { Err(Outcome::Filtered(Filter::Internal)) } else { Ok(()) }
}
