//! Numbers and days, exact and small: the page reads them, too, and doubles would cost it several kilobytes.

use crate::parts::parts;

/// Millionths in one.
pub(super) const ONE: i64 = 1_000_000;
const MOST_DIGITS: usize = 12;
const MOST_DECIMALS: usize = 6;

/// A number in millionths, as HTML writes it without an exponent: `-12`, `3.5`, `.25`. At most 12 digits before and 6
/// behind the point.
pub(super) fn number(text: &str) -> Option<i64> {
    let (sign, digits) = text.strip_prefix('-').map_or((1, text), |rest| (-1, rest));
    let mut halves = parts(digits, b'.');
    let whole = halves.next()?;
    let decimals = halves.next();
    if halves.next().is_some() || decimals == Some("") || (whole.is_empty() && decimals.is_none()) {
        return None;
    }
    let decimals = decimals.unwrap_or_default();
    if whole.len() > MOST_DIGITS || decimals.len() > MOST_DECIMALS {
        return None;
    }
    let padding = core::iter::repeat_n(b'0', MOST_DECIMALS - decimals.len());
    count(whole.bytes().chain(decimals.bytes()).chain(padding)).map(|millionths| sign * millionths)
}

/// A day, `2026-05-04`, in millionths of days since 1970, so that it is compared as numbers are.
pub(super) fn day(text: &str) -> Option<i64> {
    let mut places = parts(text, b'-');
    let mut place = |least: usize, most: usize| {
        places.next().filter(|digits| (least..=most).contains(&digits.len())).and_then(|digits| count(digits.bytes()))
    };
    let (year, month, day) = (place(4, 6)?, place(2, 2)?, place(2, 2)?);
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let longest = match month {
        2 => 28 + i64::from(leap),
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    };
    if places.next().is_some() || year == 0 || !(1..=12).contains(&month) || !(1..=longest).contains(&day) {
        return None;
    }
    // Years that begin in March have their leap day last.
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let days = year * 365 + year / 4 - year / 100 + year / 400 + (month * 153 + 2) / 5 + day - 1;
    Some((days - DAYS_TO_1970) * ONE)
}

/// From the first of March of the year 0 to 1970.
const DAYS_TO_1970: i64 = 719_468;

/// Digits, and nothing else. None at all count as nothing.
fn count(digits: impl Iterator<Item = u8>) -> Option<i64> {
    let mut sum = 0;
    for digit in digits {
        sum = sum * 10 + i64::from(digit.is_ascii_digit().then(|| digit - b'0')?);
    }
    Some(sum)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::Day;
    use alloc::format;
    use proptest::prelude::*;

    #[test]
    fn numbers_are_those_of_html_without_an_exponent() {
        let table = [("0", 0), ("12", 12 * ONE), ("-3.5", -3_500_000), (".25", 250_000), ("007", 7 * ONE), ("-0", 0)];
        for (text, expected) in table {
            assert_eq!(number(text), Some(expected), "{text}");
        }
        for text in ["", "-", ".", "5.", "1e3", "+1", "1,5", "0x1", "1.2.3", "--1", "٣", "1234567890123", "0.1234567"]
        {
            assert_eq!(number(text), None, "{text}");
        }
    }

    #[test]
    fn days_are_those_of_the_calendar() {
        for (text, expected) in [("1970-01-01", 0), ("2026-05-04", 20_577), ("2000-02-29", 11_016), ("1969-12-31", -1)]
        {
            assert_eq!(day(text), Some(expected * ONE), "{text}");
        }
        for text in ["2026-02-29", "1900-02-29", "2026-13-01", "2026-00-10", "2026-1-1", "26-01-01", "0000-01-01", "x"]
        {
            assert_eq!(day(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn a_day_is_what_the_rest_of_the_rules_call_it(days: u16) {
            prop_assert_eq!(day(&Day(days).iso()), Some(i64::from(days) * ONE));
        }

        #[test]
        fn a_number_is_what_it_says(whole in -99_999_i64..99_999, decimals in 0_u32..1_000) {
            let sign = if whole < 0 { -1 } else { 1 };
            let text = format!("{whole}.{decimals:03}");
            prop_assert_eq!(number(&text), Some(whole * ONE + sign * i64::from(decimals) * 1_000));
        }
    }
}
