//! A browser that a program drives: a test, a crawler, a monitor.

use super::Arriving;
use crate::outcome::Filter;
use url::Url;

/// Admits what people do. Automation says so itself (`navigator.webdriver`), or it is not known.
pub(super) fn admits(_: &Url, arriving: Arriving<'_>) -> Result<(), Filter> {
    if arriving.automated { Err(Filter::Automated) } else { Ok(()) }
}
