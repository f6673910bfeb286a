//! A page that is not the site's own: a copied tag, a translation proxy, somebody playing.

use super::{Arriving, origin};
use crate::{
    outcome::{Filter, Outcome},
    wire::Item,
};
use url::Url;

/// Admits pages on the site's origins, and hosted ones on the edge's own.
pub(super) fn admits(_: &Item, page: &Url, arriving: &Arriving<'_>) -> Result<(), Outcome> {
    let known = origin::is_allowed(&page.origin().ascii_serialization(), arriving.site, arriving.own_origin);
    known.then_some(()).ok_or(Outcome::Filtered(Filter::ForeignPage))
}
