//! What of a page may leave the browser: its address, where the visitor came from, its title.
//!
//! An address keeps origin, path and the query parameters that name a campaign; everything else in it, and every part
//! that shows an e-mail address, stays behind. `www/loader.js` applies the same rule to the one view it may have to
//! send before this code is there, and has to change with it; but that view is kept of nobody, so it carries no token.

use crate::{
    parts::{before, parts},
    wire::{MAX_TITLE, MAX_URL},
};
use alloc::string::String;

/// Query parameters that name a campaign or a click on an advertisement, and the token of a link for one person
/// ([`crate::bond::LINK_PARAMETER`]), which the edge takes out again; in any letter case. The others may hold anything.
pub const ALLOWED_PARAMETERS: [&str; 15] = [
    "utm_source",
    "utm_medium",
    "utm_campaign",
    "utm_term",
    "utm_content",
    "gclid",
    "gbraid",
    "wbraid",
    "fbclid",
    "msclkid",
    "li_fat_id",
    "ttclid",
    "dclid",
    "twclid",
    "ll_link",
];

/// Stands for what stays behind.
const REDACTED: &str = "*";

/// The address of a page: origin, path and the [allowed parameters](ALLOWED_PARAMETERS), at most
/// [`MAX_URL`] bytes; and a fragment, if it is a path as pages have it that navigate by their fragment.
///
/// ```
/// use leadline_domain::page;
/// let shown = page::address("https://a.example/u/ada@b.example/?utm_source=x&token=1&utm_term=ada%40b.example#top");
/// assert_eq!(shown, "https://a.example/u/*/?utm_source=x");
/// assert_eq!(page::address("https://a.example/?q=1#/pricing"), "https://a.example/#/pricing");
/// ```
pub fn address(url: &str) -> String {
    let mut ends = parts(url, b'#');
    let mut halves = parts(ends.next().unwrap_or_default(), b'?');
    let mut kept = place(halves.next().unwrap_or_default());
    let mut mark = '?';
    for parameter in parts(halves.rest().unwrap_or_default(), b'&') {
        if is_allowed(parameter) && kept.len() + 1 + parameter.len() <= MAX_URL {
            kept.push(mark);
            kept.push_str(parameter);
            mark = '&';
        }
    }
    push_fragment(&mut kept, ends.rest().unwrap_or_default());
    kept
}

/// What follows a path in a fragment is cut off as it is in a query: it may be a token.
fn push_fragment(kept: &mut String, fragment: &str) {
    let path = before(before(fragment, b'?'), b'&');
    if path.starts_with('/') && kept.len() + path.len() < MAX_URL {
        kept.push('#');
        kept.push_str(&redact(path, b'/'));
    }
}

/// Where the visitor came from: origin and path, at most [`MAX_URL`] bytes. Its query belongs to somebody else's site. A
/// fragment that is a path comes from a page of the same site only; browsers tell no other.
pub fn referrer(url: &str) -> String {
    let mut ends = parts(url, b'#');
    let mut kept = place(before(ends.next().unwrap_or_default(), b'?'));
    push_fragment(&mut kept, ends.rest().unwrap_or_default());
    kept
}

/// The title, at most [`MAX_TITLE`] bytes, without the words that show an e-mail address.
pub fn title(text: &str) -> String {
    cut(redact(text, b' '), MAX_TITLE)
}

/// Origin and path.
fn place(url: &str) -> String {
    cut(redact(url, b'/'), MAX_URL)
}

fn is_allowed(parameter: &str) -> bool {
    let name = before(parameter, b'=');
    name.len() < parameter.len()
        && ALLOWED_PARAMETERS.iter().any(|allowed| allowed.eq_ignore_ascii_case(name))
        && !shows_address(parameter)
}

fn redact(text: &str, between: u8) -> String {
    let mut kept = String::with_capacity(text.len());
    for part in parts(text, between) {
        kept.push_str(if shows_address(part) { REDACTED } else { part });
        kept.push(char::from(between));
    }
    kept.pop();
    kept
}

/// Whether there is an at sign, be it percent-encoded any number of times over.
pub(crate) fn shows_address(text: &str) -> bool {
    let mut encoded = false;
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        match (first, encoded, tail) {
            (b'@', ..) | (b'4', true, [b'0', ..]) => return true,
            (b'2', true, [b'5', inner @ ..]) => rest = inner,
            _ => {
                encoded = *first == b'%';
                rest = tail;
            }
        }
    }
    false
}

fn cut(mut text: String, longest: usize) -> String {
    while text.len() > longest {
        text.pop();
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::{borrow::ToOwned, format};
    use proptest::prelude::*;

    #[test]
    fn an_address_keeps_origin_path_and_campaign() {
        let table = [
            ("https://a.example/", "https://a.example/"),
            ("https://a.example/p?x=1", "https://a.example/p"),
            ("https://a.example/p?#utm_source=x", "https://a.example/p"),
            ("https://a.example/p?gclid=1&x=2&utm_source=n%20l", "https://a.example/p?gclid=1&utm_source=n%20l"),
            ("https://a.example/p?ll_link=ll1.a_-&ll_test=1", "https://a.example/p?ll_link=ll1.a_-"),
            ("https://a.example/p?utm_source", "https://a.example/p"),
            ("https://a.example/p?UTM_Source=x&utm_sourcery=x", "https://a.example/p?UTM_Source=x"),
            ("https://a.example/p?utm_term=a@b.example&gclid=1", "https://a.example/p?gclid=1"),
            ("https://a.example/p?utm_term=a%40b.example", "https://a.example/p"),
            ("https://a.example/p?utm_term=a%252540b.example", "https://a.example/p"),
            ("https://a.example/u/a@b.example/x", "https://a.example/u/*/x"),
            ("https://a.example/u/a%40b.example", "https://a.example/u/*"),
            ("https://a.example/40%25/%4", "https://a.example/40%25/%4"),
            ("https://a.example/p?gclid=1#/a/b@c/d?token=1", "https://a.example/p?gclid=1#/a/*/d"),
            ("https://a.example/#/a&access_token=1#x", "https://a.example/#/a"),
            ("https://a.example/#access_token=/1", "https://a.example/"),
            ("", ""),
        ];
        for (url, kept) in table {
            assert_eq!(address(url), kept, "{url}");
        }
    }

    #[test]
    fn a_referrer_keeps_no_query() {
        assert_eq!(referrer("https://s.example/q?utm_source=x&q=me#a"), "https://s.example/q");
        assert_eq!(referrer("https://s.example/app?q=me#/inbox?token=1"), "https://s.example/app#/inbox");
        assert_eq!(referrer("https://s.example/u/me@s.example?q"), "https://s.example/u/*");
    }

    #[test]
    fn a_title_is_cut_between_letters_and_names_nobody() {
        assert_eq!(title("Account of ada@b.example \u{2013} Shop"), "Account of * \u{2013} Shop");
        let long = title(&"\u{20ac}".repeat(101));
        assert_eq!(long, "\u{20ac}".repeat(100));
        assert_eq!(title(&("a".to_owned() + &"\u{20ac}".repeat(100))).len(), 298);
    }

    #[test]
    fn a_long_address_loses_its_parameters_first() {
        let path = "https://a.example/".to_owned() + &"p".repeat(MAX_URL - 30);
        assert_eq!(address(&format!("{path}?utm_source={}&gclid=1", "x".repeat(30))), format!("{path}?gclid=1"));
        assert_eq!(address(&format!("{path}{path}")).len(), MAX_URL);
    }

    proptest! {
        #[test]
        fn nothing_that_leaves_shows_an_address(url in "https://[a-z@%2540?&=#/_]{0,60}") {
            prop_assert!(!shows_address(&address(&url)));
            prop_assert!(!shows_address(&referrer(&url)));
        }

        #[test]
        fn what_was_kept_once_is_kept_whole(url in "https://[a-z/]{0,20}(\\?(utm_source|gclid|q)=[a-z]{0,5}){0,1}") {
            let once = address(&url);
            prop_assert_eq!(address(&once), once);
        }
    }
}
