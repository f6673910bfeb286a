//! A browser that a program drives: a test, a crawler, a monitor.

use super::Arriving;
use crate::outcome::{Filter, Outcome};

/// Admits what people do. Automation says so itself (`navigator.webdriver`), or it is not known.
pub(super) fn admits(arriving: &Arriving<'_>) -> Result<(), Outcome> {
    if arriving.automated { Err(Outcome::Filtered(Filter::Automated)) } else { Ok(()) }
}
