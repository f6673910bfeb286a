//! Views that pretend to come from somewhere, so that somebody who reads the reports looks there.

use super::Arriving;
use crate::{
    attribution::{LONGEST_HOST, is_of_origin},
    list::List,
    outcome::{Filter, Outcome},
    wire::Item,
};
use url::Url;

/// Hosts of the field's spammers.
const SPAMMERS: List = List::new(include_str!("../../lists/referrer-spam.txt"));

/// Admits views that come from elsewhere than listed hosts and hosts below them; the site may list more. What else such a
/// browser does is judged by itself.
pub(super) fn admits(item: &Item, page: &Url, arriving: &Arriving<'_>) -> Result<(), Outcome> {
    let Item::View { referrer, .. } = item else { return Ok(()) };
    if is_of_origin(referrer, page) {
        return Ok(());
    }
    let Ok(referrer) = Url::parse(referrer) else { return Ok(()) };
    let host = referrer.host_str().filter(|host| host.len() <= LONGEST_HOST).unwrap_or_default();
    let listed = and_above(host)
        .any(|host| SPAMMERS.contains(host) || arriving.site.admission.referrer_spam.iter().any(|spam| spam == host));
    if listed { Err(Outcome::Filtered(Filter::ReferrerSpam)) } else { Ok(()) }
}

/// A host and those above it: `a.b.example`, `b.example`, `example`.
fn and_above(host: &str) -> impl Iterator<Item = &str> {
    core::iter::successors(Some(host), |host| host.split_once('.').map(|(_, above)| above))
}
