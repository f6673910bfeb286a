//! Which languages a browser asks for.

use alloc::vec::Vec;

/// Most wishes looked at: people know a few languages.
const MOST: usize = 20;

/// The languages of an `Accept-Language` header, those wished for most first (RFC 9110, 12.5.4).
///
/// ```
/// # use leadline_domain::form::wishes;
/// assert_eq!(wishes("en;q=0.5, de-AT, *;q=0.1, fr;q=0"), ["de-AT", "en"]);
/// ```
pub fn wishes(header: &str) -> Vec<&str> {
    let read = |wish: &'_ str| -> Option<(u32, usize)> {
        let quality = wish.split(';').skip(1).find_map(|word| word.trim().strip_prefix("q=")).unwrap_or("1");
        Some((thousandths(quality)?, wish.find(';').unwrap_or(wish.len())))
    };
    let mut wishes: Vec<(u32, &str)> = Vec::new();
    for wish in header.split(',').take(MOST) {
        let Some((quality, end)) = read(wish) else { continue };
        let tag = wish.get(..end).unwrap_or_default().trim();
        if quality > 0 && !tag.is_empty() && tag != "*" {
            wishes.push((quality, tag));
        }
    }
    // Of two that are wished for alike the first comes first: sorting keeps their order.
    wishes.sort_by_key(|(quality, _)| core::cmp::Reverse(*quality));
    wishes.into_iter().map(|(_, tag)| tag).collect()
}

fn thousandths(quality: &str) -> Option<u32> {
    let (whole, decimals) = quality.trim().split_once('.').unwrap_or((quality.trim(), ""));
    let is_short = whole.len() == 1 && decimals.len() <= 3;
    let digits = || decimals.bytes().chain(core::iter::repeat(b'0')).take(3);
    let all_digits = whole.bytes().chain(decimals.bytes()).all(|digit| digit.is_ascii_digit());
    let value = |digits: &mut dyn Iterator<Item = u8>| digits.fold(0, |sum, digit| sum * 10 + u32::from(digit - b'0'));
    (is_short && all_digits).then(|| value(&mut whole.bytes().chain(digits())))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_best_comes_first_and_what_is_not_wanted_not_at_all() {
        let table: &[(&str, &[&str])] = &[
            ("", &[]),
            ("de", &["de"]),
            ("da, en-gb;q=0.8, en;q=0.7", &["da", "en-gb", "en"]),
            ("en;q=0.7, de;q=0.75 , fr", &["fr", "de", "en"]),
            ("a;q=x, b;q=2.5.1, c;q=0.5;x=y", &["c"]),
            ("*", &[]),
            (",,;q=1,", &[]),
        ];
        for (header, expected) in table {
            assert_eq!(&wishes(header), expected, "{header}");
        }
    }

    proptest! {
        #[test]
        fn no_header_makes_it_panic(header in ".{0,60}", quality in "[0-9.q=;, ]{0,20}") {
            let _ = (wishes(&header), wishes(&quality));
        }
    }
}
