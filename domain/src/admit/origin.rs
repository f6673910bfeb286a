//! Which origins may talk to a site. The header `Origin` can be forged outside browsers: this keeps other people's pages
//! out, not attackers.

use crate::site::Site;

/// Whether `origin`, serialised as RFC 6454 says, is one of the site's, or `own`: the edge's, as the request has it, where
/// the site's hosted pages are.
pub fn is_allowed(origin: &str, site: &Site, own: &str) -> bool {
    origin == own || site.origins.iter().any(|allowed| allowed == origin)
}
