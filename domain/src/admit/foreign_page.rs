//! A page that is not the site's own: a copied tag, a translation proxy, somebody playing.

use crate::{admit::origin, outcome::Filter, site::Site};
use url::Url;

/// Admits pages on the site's origins, and hosted ones on the edge's own.
pub(super) fn admits(page: &Url, site: &Site, own: &str) -> Result<(), Filter> {
    let known = origin::is_allowed(&page.origin().ascii_serialization(), site, own);
    known.then_some(()).ok_or(Filter::ForeignPage)
}
