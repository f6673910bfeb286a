//! Which organisation an address belongs to.

use super::Kind;
use crate::suffix;

/// The registrable domain, where it is an organisation's own. Below a free provider's domain there are its customers.
pub(super) fn account(domain: &str) -> Option<&str> {
    let account = suffix::registrable(domain)?;
    let is_own = |domain| Kind::of(domain) == Kind::Business;
    (is_own(domain) && is_own(account)).then_some(account)
}
