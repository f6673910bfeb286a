//! When a delivery that failed is tried again.

use crate::time::{MINUTE, SECOND};

const HOUR: i64 = 60 * MINUTE;

/// Standard Webhooks' example schedule: ten attempts over some 75 hours.
const RETRIES: [i64; 9] =
    [5 * SECOND, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 5 * HOUR, 10 * HOUR, 14 * HOUR, 20 * HOUR, 24 * HOUR];

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
