//! A page that is not the site's own: a copied tag, a translation proxy, somebody playing.

use super::{Arriving, origin};
use crate::{
    outcome::{Filter, Outcome},
    wire::Item,
};
use url::{Position, Url};

/// Admits pages on the site's origins, and hosted ones on the edge's own.
pub(super) fn admits(_: &Item, page: &Url, arriving: &Arriving<'_>) -> Result<(), Outcome> {
    let is_known = |origin: &str| origin::is_allowed(origin, arriving.site, arriving.own_origin);
    // Nearly always what stands before the path is the origin; not where somebody's name is in it.
    let known = is_known(&page[..Position::BeforePath]) || is_known(&page.origin().ascii_serialization());
    known.then_some(()).ok_or(Outcome::Filtered(Filter::ForeignPage))
}
