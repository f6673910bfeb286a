//! What programs write where they have nothing to say. Counted as a name it would be everybody's.
//!
//! Modelled on the ids that `PostHog` refuses (`rust/capture`), not a copy of its list. Only a whole value counts, in any letter case:
//! guest@hotel.example is a person, and `null-pointer` an event.

use super::Arriving;
use crate::{
    outcome::{Invalid, Outcome},
    wire::Item,
};
use url::Url;

/// What a language makes of a value that is not there.
const ARTEFACTS: [&str; 10] = ["undefined", "null", "nil", "nan", "none", "infinity", "true", "false", "0", "-1"];
/// Words for nobody, and names of the place where an id belongs.
const NOBODY: [&str; 19] = [
    "n/a",
    "na",
    "deviceid",
    "device_id",
    "(none)",
    "anonymous",
    "guest",
    "unknown",
    "user",
    "visitor",
    "id",
    "user_id",
    "userid",
    "distinct_id",
    "distinctid",
    "anonymous_id",
    "anonymousid",
    "not_authenticated",
    "email",
];
/// Parts of an address that nobody has in both places: `undefined@undefined.com`.
const NO_PARTS: [&str; 4] = ["undefined", "null", "none", "nil"];

/// Admits events and forms that somebody named, and addresses that somebody has.
pub(super) fn admits(item: &Item, _: &Url, _: &Arriving<'_>) -> Result<(), Outcome> {
    let illegal = match item {
        Item::Event { name, .. } => is_artefact(name),
        Item::Identify { traits, .. } => is_nobody_s(&traits.email.canonical),
        item => item.form().is_some_and(is_artefact),
    };
    if illegal { Err(Outcome::Invalid(Invalid::IllegalId)) } else { Ok(()) }
}

/// Whether text is what a program writes for a value it does not have: `undefined`, `NaN`, `[object Object]`.
pub fn is_artefact(text: &str) -> bool {
    let text = text.trim();
    let object = text.get(..8).is_some_and(|start| start.eq_ignore_ascii_case("[object ")) && text.ends_with(']');
    object || is_one_of(text, &ARTEFACTS)
}

/// Whether text, given as somebody's id, stands for nobody: an [artefact](is_artefact), `guest`, `user_id`, nothing but
/// noughts and hyphens as the empty UUID has, or nothing.
pub fn names_nobody(id: &str) -> bool {
    let id = id.trim().trim_matches(['"', '\'']);
    id.bytes().all(|byte| matches!(byte, b'0' | b'-')) || is_artefact(id) || is_one_of(id, &NOBODY)
}

fn is_nobody_s(email: &str) -> bool {
    let Some((local, domain)) = email.rsplit_once('@') else { return false };
    let host = domain.split('.').next().unwrap_or_default();
    is_one_of(local, &NO_PARTS) && is_one_of(host, &NO_PARTS)
}

fn is_one_of(text: &str, words: &[&str]) -> bool {
    words.iter().any(|word| word.eq_ignore_ascii_case(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_whole_value_counts_in_any_letter_case() {
        for text in ["undefined", "NULL", " NaN ", "[object Object]", "[object HTMLInputElement]", "0", "None"] {
            assert!(is_artefact(text) && names_nobody(text), "{text}");
        }
        for text in ["guest", "Anonymous", "user_id", "", " ", "\"n/a\"", "00000000-0000-0000-0000-000000000000"] {
            assert!(names_nobody(text) && !is_artefact(text), "{text}");
        }
        for text in ["undefined behaviour", "null-pointer", "guest-7", "ada", "object", "[object", "user7", "\u{e9}"] {
            assert!(!names_nobody(text), "{text}");
        }
    }

    #[test]
    fn an_address_is_nobody_s_only_if_both_its_parts_are() {
        for email in ["undefined@undefined.com", "null@null.example"] {
            assert!(is_nobody_s(email), "{email}");
        }
        for email in ["guest@hotel.example", "null@company.example", "ada@none.example", "anonymous@anonymous.example"]
        {
            assert!(!is_nobody_s(email), "{email}");
        }
    }
}
