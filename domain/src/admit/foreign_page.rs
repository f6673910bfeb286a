//! A page that is not the site's own: a copied tag, a translation proxy, somebody playing.

use crate::{admit::origin, outcome::Filter, site::Site};
use url::Url;

/// Admits pages on the site's origins.
pub(super) fn admits(page: &Url, site: &Site) -> Result<(), Filter> {
    let known = origin::is_allowed(&page.origin().ascii_serialization(), site);
    known.then_some(()).ok_or(Filter::ForeignPage)
}
