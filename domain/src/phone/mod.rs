//! Phone numbers: the one spelling of E.164 for what people type.

mod pattern;
mod plan;
mod written;

use alloc::string::String;
use plan::{Plan, international};
use written::Written;

/// How another country is dialled where the visitor's own way is not known, or was not meant: from most of the world, and
/// from North America.
const ABROAD: [&str; 2] = ["00", "011"];

/// A phone number in E.164 (`+442079460958`), if text is one.
///
/// `country` is where the visitor is (ISO 3166 alpha-2, upper case): a number without a calling code is one of there.
/// Without a hint only such numbers are known as begin with `+`, `00` or `011`. Prefixes, a bracketed zero behind the calling
/// code and extensions are left out; digits may be of any script. Numbers are judged by length and by the general pattern of
/// their country, not by whether an exchange has given them out yet.
///
/// ```
/// # use leadline_domain::phone::normalise;
/// assert_eq!(normalise("020 7946 0958 ext. 5", Some("GB")).as_deref(), Some("+442079460958"));
/// assert_eq!(normalise("+44 (0)20 7946 0958", None).as_deref(), Some("+442079460958"));
/// assert_eq!(normalise("020 7946 0958", None), None);
/// assert_eq!(normalise("1-800-FLOWERS", Some("US")), None);
/// ```
pub fn normalise(text: &str, country: Option<&str>) -> Option<String> {
    let read = |text: &str| Written::read(text).and_then(|written| number(&written, country));
    // Where a country has no prefix, or keeps the zero, a bracketed one was put there for form's sake.
    read(text).or_else(|| text.contains("(0)").then(|| read(&text.replacen("(0)", "", 1))).flatten())
}

fn number(written: &Written, country: Option<&str>) -> Option<String> {
    let digits = written.digits.as_str();
    if written.has_plus {
        return international(digits);
    }
    let dialled = country.and_then(Plan::of).and_then(|plan| plan.dialled(digits));
    dialled.or_else(|| ABROAD.iter().find_map(|prefix| international(digits.strip_prefix(prefix)?)))
}

#[cfg(test)]
mod tests;
