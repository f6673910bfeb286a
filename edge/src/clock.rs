//! The edge's clock; the only place that reads it.

use leadline_domain::time::Millis;
use worker::Date;

/// Now.
pub(crate) fn now() -> Millis {
    Millis(i64::try_from(Date::now().as_millis()).unwrap_or(i64::MAX))
}
