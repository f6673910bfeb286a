//! The edge's clock; the only place that reads it.

use leadline_domain::time::Millis;

/// Now. Asked for without making an object of it: it is asked for often.
#[expect(clippy::cast_possible_truncation, reason = "milliseconds since 1970 are whole and far below 2^53")]
pub(crate) fn now() -> Millis {
    Millis(js_sys::Date::now() as i64)
}
