//! What became of a received item. Every item ends in exactly one outcome, and outcomes are counted.

use alloc::string::String;
use core::fmt::Write;

/// An item's fate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It counted.
    Accepted(Accepted),
    /// It was well-formed and a rule left it out.
    Filtered(Filter),
    /// There were more like it than one visitor, or one request, may bring.
    Limited(Limit),
    /// It could not be read.
    Invalid(Invalid),
}

/// How an item counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Accepted {
    /// As it came.
    Whole,
    /// At a time worked out from how long before sending it happened: the device's clock is far off.
    ClockCorrected,
    /// At the nearest time that can be: by the device's clock it happened too long ago, or has yet to happen.
    ClockClamped,
    /// It proved whose browser it is: the customer's server signed it, or a link was followed that was sent to the person.
    Verified,
    /// It was to prove whose browser it is, and does not: nobody with the key made that for this.
    ProofWrong,
    /// It was to prove whose browser it is, too late.
    ProofExpired,
    /// In aggregates only: the page says that nothing may be kept.
    WithoutConsent,
    /// In aggregates only: the browser refuses for all sites (Global Privacy Control).
    Gpc,
}

/// The rule that left an item out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Filter {
    /// The passport remembers the batch: it counted when it first came.
    Replay,
    /// A program drives the browser.
    Automated,
    /// Whoever works for the site: from one of its networks, or with a browser marked so.
    Internal,
    /// A program that fetches pages.
    Crawler,
    /// The page is not on one of the site's origins.
    ForeignPage,
    /// The site says who its visitor is without a signature, and wants one.
    Unsigned,
    /// The same with one that its server did not make for this.
    ProofWrong,
    /// The same with one that is too old.
    ProofExpired,
    /// The view pretends to come from a site that wants to be looked up in reports.
    ReferrerSpam,
}

/// What there was too much of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Limit {
    /// Batches of one visitor in a minute.
    Rate,
    /// Items that make the visitor somebody else.
    People,
}

/// Why an item could not be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Invalid {
    /// Not an object of the shape its kind has.
    Malformed,
    /// A kind this version does not know.
    UnknownKind,
    /// A text longer than its bound.
    TooLong,
    /// A time that is none.
    Time,
    /// A name that is empty, can't be printed, or shows an e-mail address.
    Name,
    /// A name or an address that a program writes where it has none, such as `undefined`.
    IllegalId,
    /// Properties of an event beyond their bounds.
    Props,
    /// Traits of a person beyond their bounds, or without an e-mail address.
    Traits,
    /// A page address that is not an absolute http(s) URL.
    BadUrl,
}

/// One table of all outcomes and their codes.
macro_rules! codes {
    ($($sort:ident($kind:ident::$name:ident) => $code:literal,)+) => {
        impl Outcome {
            /// All there are, in the order of docs/wire.md.
            pub const ALL: &[Self] = &[$(Self::$sort($kind::$name),)+];

            /// The stable code: in receipts, in counters, in docs/wire.md.
            pub const fn code(self) -> &'static str {
                match self {
                    $(Self::$sort($kind::$name) => $code,)+
                }
            }

            /// The counter that says how many items came to this.
            pub const fn counter(self) -> &'static str {
                match self {
                    $(Self::$sort($kind::$name) => concat!("outcome.", $code),)+
                }
            }
        }
    };
}

codes! {
    Accepted(Accepted::Whole) => "accepted",
    Accepted(Accepted::ClockCorrected) => "accepted.clock-corrected",
    Accepted(Accepted::ClockClamped) => "accepted.clock-clamped",
    Accepted(Accepted::Verified) => "accepted.verified",
    Accepted(Accepted::ProofWrong) => "accepted.proof-wrong",
    Accepted(Accepted::ProofExpired) => "accepted.proof-expired",
    Accepted(Accepted::WithoutConsent) => "accepted.without-consent",
    Accepted(Accepted::Gpc) => "accepted.gpc",
    Filtered(Filter::Replay) => "filtered.replay",
    Filtered(Filter::Automated) => "filtered.automated",
    Filtered(Filter::Internal) => "filtered.internal",
    Filtered(Filter::Crawler) => "filtered.crawler",
    Filtered(Filter::ForeignPage) => "filtered.foreign-page",
    Filtered(Filter::ReferrerSpam) => "filtered.referrer-spam",
    Filtered(Filter::Unsigned) => "filtered.unsigned",
    Filtered(Filter::ProofWrong) => "filtered.proof-wrong",
    Filtered(Filter::ProofExpired) => "filtered.proof-expired",
    Limited(Limit::Rate) => "limited.rate",
    Limited(Limit::People) => "limited.people",
    Invalid(Invalid::Malformed) => "invalid.malformed",
    Invalid(Invalid::UnknownKind) => "invalid.unknown-kind",
    Invalid(Invalid::TooLong) => "invalid.too-long",
    Invalid(Invalid::Time) => "invalid.time",
    Invalid(Invalid::Name) => "invalid.name",
    Invalid(Invalid::IllegalId) => "invalid.illegal-id",
    Invalid(Invalid::Props) => "invalid.props",
    Invalid(Invalid::Traits) => "invalid.traits",
    Invalid(Invalid::BadUrl) => "invalid.bad-url",
}

/// Longest summary, in bytes: beside everything else a browser takes a few kilobytes of headers.
const MAX_SUMMARY: usize = 400;

/// Outcomes in their order for the header `Leadline-Outcome`: codes, equal neighbours told once with their number. At most
/// 400 bytes, ASCII; what doesn't fit is told as a number.
///
/// ```
/// use leadline_domain::outcome::{Accepted, Filter, Outcome, summary};
/// let accepted = Outcome::Accepted(Accepted::Whole);
/// let crawler = Outcome::Filtered(Filter::Crawler);
/// assert_eq!(summary(&[accepted, accepted, accepted, crawler]), "accepted*3, filtered.crawler");
/// assert_eq!(summary(&[]), "");
/// ```
pub fn summary(outcomes: &[Outcome]) -> String {
    let mut text = String::new();
    let mut left = outcomes;
    while let [first, ..] = left {
        let same = left.iter().take_while(|outcome| *outcome == first).count();
        // Room for ", ", "*", a comma, a plus and two numbers of any size.
        if text.len() + first.code().len() > MAX_SUMMARY - 50 {
            let _ = write!(text, ", +{}", left.len());
            break;
        }
        text.push_str(if text.is_empty() { "" } else { ", " });
        text.push_str(first.code());
        if same > 1 {
            let _ = write!(text, "*{same}");
        }
        left = left.get(same..).unwrap_or_default();
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::{format, vec::Vec};
    use proptest::prelude::*;

    #[test]
    fn every_code_is_documented_and_has_words_for_debug_mode() {
        let (wire, words) = (include_str!("../../docs/wire.md"), include_str!("../../www/debug-words.js"));
        for outcome in Outcome::ALL {
            let code = outcome.code();
            assert!(wire.contains(&format!("\n| `{code}` |")), "{code} is not in docs/wire.md");
            assert!(
                words.contains(&format!("\"{code}\": ")) || words.contains(&format!(" {code}: ")),
                "{code} has no words"
            );
        }
    }

    #[test]
    fn every_code_is_its_own_and_begins_with_its_sort() {
        let codes: Vec<_> = Outcome::ALL.iter().map(|outcome| outcome.code()).collect();
        for (at, code) in codes.iter().enumerate() {
            assert!(!codes[..at].contains(code), "{code}");
            let sort = code.split('.').next().unwrap_or_default();
            assert!(["accepted", "filtered", "limited", "invalid"].contains(&sort), "{code}");
        }
    }

    proptest! {
        #[test]
        fn a_summary_is_bounded_and_tells_of_every_item(picks in prop::collection::vec(0..Outcome::ALL.len(), 0..60)) {
            let outcomes: Vec<_> = picks.iter().map(|at| Outcome::ALL[*at]).collect();
            let text = summary(&outcomes);
            prop_assert!(text.len() <= MAX_SUMMARY && text.is_ascii());
            let told = text.split(", ").filter(|part| !part.is_empty()).map(|part| match part.strip_prefix('+') {
                Some(left) => left.parse().unwrap(),
                None => part.split_once('*').map_or(1, |(_, times)| times.parse().unwrap()),
            });
            prop_assert_eq!(told.sum::<usize>(), outcomes.len());
        }
    }
}
