//! When a delivery that failed is tried again.

use crate::time::{DAY, MINUTE, Millis, SECOND};

const HOUR: i64 = 60 * MINUTE;

/// Standard Webhooks' example schedule: ten attempts over some 75 hours.
const RETRIES: [i64; 9] =
    [5 * SECOND, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 5 * HOUR, 10 * HOUR, 14 * HOUR, 20 * HOUR, 24 * HOUR];

/// The longest a receiver may ask us to wait, in milliseconds: as long as the longest wait of the schedule.
pub const LONGEST_WAIT: i64 = DAY;

/// What waits for a receiver that is never well is given up after this long, in milliseconds, tried or not: when the
/// schedule would have ended.
pub(super) const PATIENCE: i64 = 76 * HOUR;

/// How long to wait after the `failures`th failed attempt (1 and up), in milliseconds; `None` when it is given up.
///
/// ```
/// # use leadline_domain::lead::delivery::retry_after;
/// assert_eq!(retry_after(1), Some(5_000));
/// assert_eq!(retry_after(10), None);
/// ```
pub fn retry_after(failures: u32) -> Option<i64> {
    let at = usize::try_from(failures).ok()?.saturating_sub(1);
    RETRIES.get(at).copied()
}

/// The same, where the receiver asked for a wait of its own: the longer of the two counts, up to [`LONGEST_WAIT`].
pub(super) fn wait(failures: u32, asked: Option<i64>) -> Option<i64> {
    retry_after(failures).map(|scheduled| scheduled.max(bounded(asked)))
}

/// What a receiver asked for, from nothing to [`LONGEST_WAIT`].
pub(super) fn bounded(asked: Option<i64>) -> i64 {
    asked.unwrap_or_default().clamp(0, LONGEST_WAIT)
}

/// Reads a `Retry-After` (RFC 9110, section 10.2.3): whole seconds, or the date until which to wait. In milliseconds from
/// `now`; nothing if it is neither, 0 for a date that is past.
///
/// ```
/// # use leadline_domain::{lead::delivery::asked_wait, time::Millis};
/// assert_eq!(asked_wait("120", Millis(0)), Some(120_000));
/// assert_eq!(asked_wait("Thu, 01 Jan 1970 00:01:00 GMT", Millis(0)), Some(60_000));
/// assert_eq!(asked_wait("soon", Millis(0)), None);
/// ```
pub fn asked_wait(header: &str, now: Millis) -> Option<i64> {
    let text = header.trim();
    if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
        // More digits than a number holds is longer than anybody waits.
        return Some(text.parse::<i64>().unwrap_or(i64::MAX).saturating_mul(SECOND));
    }
    let date = jiff::fmt::rfc2822::DateTimeParser::new().parse_timestamp(text).ok()?;
    Some(date.as_millisecond().saturating_sub(now.0).max(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patience_ends_no_sooner_than_the_schedule() {
        assert!(RETRIES.iter().sum::<i64>() <= PATIENCE);
    }

    #[test]
    fn the_longer_of_schedule_and_receiver_counts_and_neither_is_endless() {
        assert_eq!(wait(1, None), Some(5 * SECOND));
        assert_eq!(wait(1, Some(90 * SECOND)), Some(90 * SECOND));
        assert_eq!(wait(2, Some(90 * SECOND)), Some(5 * MINUTE));
        assert_eq!(wait(1, Some(i64::MAX)), Some(LONGEST_WAIT));
        assert_eq!(wait(1, Some(-1)), Some(5 * SECOND));
        assert_eq!(wait(10, Some(1)), None, "given up, whatever it asks for");
    }

    #[test]
    fn retry_after_is_seconds_or_a_date() {
        let now = Millis::parse("2026-11-22T09:00:00Z").unwrap();
        let table = [
            ("0", Some(0)),
            (" 7 ", Some(7_000)),
            ("99999999999999999999999", Some(i64::MAX)),
            ("Sun, 22 Nov 2026 09:02:00 GMT", Some(120_000)),
            ("Sun, 22 Nov 2026 08:00:00 GMT", Some(0)),
            ("", None),
            ("-5", None),
            ("1.5", None),
            ("tomorrow", None),
        ];
        for (header, expected) in table {
            assert_eq!(asked_wait(header, now), expected, "{header}");
        }
    }
}
