//! Programs that fetch pages: search engines, monitors, link previews, scrapers.

use super::Arriving;
use crate::{
    crawler,
    outcome::{Filter, Outcome},
};

/// Admits agents that may be people's browsers, and those the site's `allow_agents` names.
pub(super) fn admits(arriving: &Arriving<'_>) -> Result<(), Outcome> {
    match crawler::name(arriving.user_agent) {
        Some(_) if !arriving.site.admission.allows(arriving.user_agent) => Err(Outcome::Filtered(Filter::Crawler)),
        _ => Ok(()),
    }
}
