//! The edge's clock; the only place that reads it.

use leadline_domain::time::Millis;

/// Now. Asked for without making an object of it: it is asked for often.
#[expect(clippy::cast_possible_truncation, reason = "milliseconds since 1970 are whole and far below 2^53")]
pub(crate) fn now() -> Millis {
    Millis(js_sys::Date::now() as i64)
}

/// A time as the platform takes it. Not how long until then, which would be counted from a moment later: an alarm that is
/// read back has to ring at the same millisecond.
#[expect(clippy::cast_precision_loss, reason = "milliseconds below 2^53")]
pub(crate) fn at(time: Millis) -> worker::ScheduledTime {
    worker::ScheduledTime::new(js_sys::Date::new(&(time.0 as f64).into()))
}
