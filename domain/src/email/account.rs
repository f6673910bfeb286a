//! Which organisation an address belongs to.

use super::Kind;
use crate::suffix;

/// The registrable domain, where it is an organisation's own. Below a free provider's domain there are its customers.
pub(super) fn account(domain: &str) -> Option<&str> {
    let account = suffix::registrable(domain)?;
    let is_own = Kind::of(domain) == Kind::Business && (account == domain || Kind::of(account) == Kind::Business);
    is_own.then_some(account)
}
