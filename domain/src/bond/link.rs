//! A link for one person: whoever follows it is taken for them.

use super::Unproven;
use crate::{
    id::LeadId,
    seal::{self, Context, Nonce},
    secret::Key,
    time::Millis,
};
use alloc::{borrow::ToOwned, string::String, vec::Vec};
use serde::{Deserialize, Serialize};
use url::Url;

/// The parameter of a page's address that carries the token.
pub const LINK_PARAMETER: &str = "ll_link";

/// For how many days a link is good at most: mails are kept, forwarded and found again.
pub const LONGEST_DAYS: u16 = 90;

/// Whom a link is for. Nothing in it names the person to anybody but the edge, which sealed it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonalLink {
    /// The lead it was made for; after a merge another one has the person.
    pub lead: LeadId,
    /// [`crate::secret::LeadKey::short`] of the address it is sent to.
    pub key: String,
    /// From then on it is good for nothing, by the edge's clock.
    pub expires: Millis,
}

impl PersonalLink {
    /// Seals the token for a site. `None` only if it can't be encoded, which no link is.
    pub fn seal(&self, key: &Key, site: &str, nonce: &Nonce) -> Option<String> {
        seal::seal(key, context(site), nonce, self)
    }

    /// Opens a token of this site, if it is still good.
    pub fn open(key: &Key, site: &str, token: &str, now: Millis) -> Result<Self, Unproven> {
        let link: Self = seal::open(key, context(site), token).map_err(|_| Unproven::Wrong)?;
        (link.expires > now).then_some(link).ok_or(Unproven::Expired)
    }
}

const fn context(site: &str) -> Context<'_> {
    Context { site, kind: "link" }
}

/// A page's address with a token in it, in place of one it had.
pub fn with_token(page: &Url, token: &str) -> Url {
    let mut page = page.clone();
    let others: Vec<(String, String)> = page
        .query_pairs()
        .filter(|(name, _)| !is_ours(name))
        .map(|(name, value)| (name.into(), value.into()))
        .collect();
    page.query_pairs_mut().clear().extend_pairs(others).append_pair(LINK_PARAMETER, token);
    page
}

/// Takes the token out of a page's address: it must be kept nowhere. Of several the first is looked at, and all go.
///
/// ```
/// # use leadline_domain::bond::take_token;
/// let mut url = String::from("https://shop.example/a?ll_link=ll1.x&utm_source=mail#/b");
/// assert_eq!(take_token(&mut url).as_deref(), Some("ll1.x"));
/// assert_eq!(url, "https://shop.example/a?utm_source=mail#/b");
/// ```
pub fn take_token(url: &mut String) -> Option<String> {
    let (start, end) = query(url)?;
    let asked = url.get(start..end)?;
    if !asked.split('&').any(|parameter| token(parameter).is_some()) {
        return None;
    }
    let taken = asked.split('&').find_map(token).map(ToOwned::to_owned);
    let kept: Vec<&str> = asked.split('&').filter(|parameter| token(parameter).is_none()).collect();
    let kept = kept.join("&");
    // The question mark goes, too, where nothing is left to ask.
    let start = if kept.is_empty() { start - 1 } else { start };
    url.replace_range(start..end, &kept);
    taken
}

/// Where the query begins and ends, behind the question mark.
fn query(url: &str) -> Option<(usize, usize)> {
    let end = url.find('#').unwrap_or(url.len());
    let mark = url.get(..end)?.find('?')?;
    Some((mark + 1, end))
}

/// The token that a parameter holds, if it is ours. Base64 needs no escapes, so none are undone.
fn token(parameter: &str) -> Option<&str> {
    let (name, value) = parameter.split_once('=').unwrap_or((parameter, ""));
    is_ours(name).then_some(value)
}

fn is_ours(name: &str) -> bool {
    name.eq_ignore_ascii_case(LINK_PARAMETER)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        secret::{Purpose, RootSecret},
        time::DAY,
    };
    use proptest::prelude::*;

    const NOW: Millis = Millis(1_795_000_000_000);

    fn key(purpose: Purpose) -> Key {
        RootSecret::new("s".repeat(32)).unwrap().key("demo", purpose)
    }

    fn link() -> PersonalLink {
        PersonalLink { lead: LeadId::new(3, &[2; 16]), key: "0123456789abcdef".into(), expires: NOW.plus(DAY) }
    }

    #[test]
    fn a_link_is_good_for_its_site_until_it_expires() {
        let token = link().seal(&key(Purpose::Link), "demo", &[1; 24]).unwrap();
        assert!(token.len() < 200, "{}", token.len());
        let open = |site, at| PersonalLink::open(&key(Purpose::Link), site, &token, at);
        assert_eq!(open("demo", NOW), Ok(link()));
        assert_eq!(open("demo", NOW.plus(DAY)), Err(Unproven::Expired));
        assert_eq!(open("other", NOW), Err(Unproven::Wrong));
        let elsewhere = PersonalLink::open(&key(Purpose::Ticket), "demo", &token, NOW);
        assert_eq!(elsewhere, Err(Unproven::Wrong), "a link is no ticket");
        assert_eq!(PersonalLink::open(&key(Purpose::Link), "demo", "ll1.x", NOW), Err(Unproven::Wrong));
    }

    #[test]
    fn a_token_goes_into_an_address_and_comes_out_of_it() {
        for (page, with) in [
            ("https://a.example/", "https://a.example/?ll_link=ll1.t"),
            ("https://a.example/p?x=1&y=a%20b#top", "https://a.example/p?x=1&y=a+b&ll_link=ll1.t#top"),
            ("https://a.example/p?ll_link=old&x=1", "https://a.example/p?x=1&ll_link=ll1.t"),
        ] {
            assert_eq!(with_token(&Url::parse(page).unwrap(), "ll1.t").as_str(), with);
        }
        for (url, without, token) in [
            ("https://a.example/", "https://a.example/", None),
            ("https://a.example/?ll_link=t", "https://a.example/", Some("t")),
            ("https://a.example/?ll_link", "https://a.example/", Some("")),
            ("https://a.example/?LL_Link=t#/x", "https://a.example/#/x", Some("t")),
            ("https://a.example/?a=1&ll_link=t&b=2&ll_link=u", "https://a.example/?a=1&b=2", Some("t")),
            ("https://a.example/?xll_link=t", "https://a.example/?xll_link=t", None),
            ("https://a.example/#?ll_link=t", "https://a.example/#?ll_link=t", None),
            ("https://a.example/?#ll_link=t", "https://a.example/?#ll_link=t", None),
            ("ll_link=t", "ll_link=t", None),
        ] {
            let mut left = url.to_owned();
            assert_eq!((take_token(&mut left).as_deref(), left.as_str()), (token, without), "{url}");
        }
    }

    proptest! {
        #[test]
        fn nothing_of_a_token_is_left(url in "[a-z:/?#&=%_\u{e9}]{0,20}(ll_link=[a-z]{0,3}|[&?#=]|ll_link){0,6}") {
            let mut once = url.clone();
            take_token(&mut once);
            let mut twice = once.clone();
            prop_assert_eq!(take_token(&mut twice), None, "{}", &once);
            prop_assert_eq!(once, twice);
        }
    }
}
