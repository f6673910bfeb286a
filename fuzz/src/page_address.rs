//! The address of a page and where its visitor came from: what leaves the browser of them, and what the edge takes them for.

use crate::{demo, shown::shows_address};
use leadline_domain::{
    attribution::{self, Rules},
    page,
    visit::Touch,
    wire::MAX_URL,
};
use url::Url;

/// Longest part of a touch, in bytes.
const LONGEST: usize = 32;

/// What is kept shows nobody's address, is bounded, and is kept whole when it is looked at again; where nothing had to be
/// left out, origin and path are the page's own. A touch's parts are bounded. The second line is the referrer.
pub fn check(input: &[u8]) -> bool {
    let text = String::from_utf8_lossy(input);
    let (first, second) = text.split_once('\n').unwrap_or((&text, ""));
    for url in [first, second] {
        for (kept, again) in [
            (page::address(url), page::address(&page::address(url))),
            (page::referrer(url), page::referrer(&page::referrer(url))),
            (page::title(url), page::title(&page::title(url))),
        ] {
            assert!(kept.len() <= MAX_URL && !shows_address(&kept), "{kept}");
            assert_eq!(again, kept);
        }
    }
    let Ok(url) = Url::parse(first) else { return false };
    keeps_the_place(&url);
    let Ok(page) = Url::parse(&page::address(url.as_str())) else { return false };
    let touch = Touch::new(&attribution::attribute(&page, &page::referrer(second), &Rules::default()), demo::NOW);
    assert!([&touch.source, &touch.medium, &touch.campaign].iter().all(|part| part.len() <= LONGEST));
    true
}

fn keeps_the_place(url: &Url) {
    let whole = url.as_str();
    if whole.len() > MAX_URL || shows_address(whole) || !matches!(url.scheme(), "http" | "https") {
        return;
    }
    let kept = Url::parse(&page::address(whole)).expect("an address that was parsed once parses again");
    assert_eq!((kept.origin(), kept.path()), (url.origin(), url.path()));
    let parameters: Vec<_> = url.query().unwrap_or_default().split('&').collect();
    assert!(kept.query().into_iter().flat_map(|query| query.split('&')).all(|kept| parameters.contains(&kept)));
}
