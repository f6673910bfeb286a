//! Which paths of a site are meant.

use alloc::{
    borrow::{Cow, ToOwned},
    format,
    string::String,
};
use url::Url;

/// A path, or the beginning of one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PathPattern {
    start: String,
    open: bool,
}

impl PathPattern {
    /// Reads `/pricing` or `/case-studies/*`; it has to begin with a slash, and a star may only stand at the end.
    pub fn parse(text: &str) -> Option<Self> {
        let (start, open) = text.strip_suffix('*').map_or((text, false), |start| (start, true));
        (start.starts_with('/') && !start.contains('*')).then(|| Self { start: start.to_owned(), open })
    }

    /// Whether a path matches; a slash at the end makes no difference.
    pub fn matches(&self, path: &str) -> bool {
        let trimmed = |text: &'_ str| text.trim_end_matches('/').len();
        if self.open {
            path.starts_with(&self.start)
        } else {
            path.get(..trimmed(path)) == self.start.get(..trimmed(&self.start))
        }
    }

    /// Whether a page matches: its path, and with it the fragment where it has one. The tracker leaves fragments out unless
    /// the site says that they are its paths.
    pub fn matches_page(&self, page: &Url) -> bool {
        let place = match page.fragment() {
            Some(fragment) if !fragment.is_empty() => Cow::Owned(format!("{}#{fragment}", page.path())),
            _ => Cow::Borrowed(page.path()),
        };
        self.matches(&place)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_match_whole_paths_or_beginnings() {
        let pricing = PathPattern::parse("/pricing").unwrap();
        assert!(pricing.matches("/pricing") && pricing.matches("/pricing/"));
        assert!(!pricing.matches("/pricing-old") && !pricing.matches("/"));
        let cases = PathPattern::parse("/case-studies/*").unwrap();
        assert!(cases.matches("/case-studies/acme") && !cases.matches("/case"));
        assert_eq!(PathPattern::parse("pricing"), None);
        assert_eq!(PathPattern::parse("/a*b"), None);
    }

    #[test]
    fn a_fragment_that_is_a_path_belongs_to_the_path() {
        let seen =
            |pattern: &str, url: &str| PathPattern::parse(pattern).unwrap().matches_page(&Url::parse(url).unwrap());
        assert!(seen("/app/#/pricing", "https://a.example/app/#/pricing"));
        assert!(seen("/app/#/pricing", "https://a.example/app/?utm_source=x#/pricing/"));
        assert!(seen("/app/*", "https://a.example/app/#/pricing") && seen("/app", "https://a.example/app/#"));
        assert!(!seen("/app/", "https://a.example/app/#/pricing"));
    }
}
