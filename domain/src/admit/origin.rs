//! Which origins may talk to a site. The header `Origin` can be forged outside browsers: this keeps other people's pages
//! out, not attackers.

use crate::site::Site;

/// Whether `origin`, serialised as RFC 6454 says, is one of the site's.
pub fn is_allowed(origin: &str, site: &Site) -> bool {
    site.origins.iter().any(|allowed| allowed == origin)
}
