//! Asking an edge for leads, page by page.

use crate::{edge::Edge, failure::Failure, sink::read};
use leadline_domain::lead::{LeadView, Query};
use serde::Deserialize;

/// What `POST api/v1/leads/search` answers.
#[derive(Deserialize)]
pub(super) struct Page {
    /// The leads, newest change first.
    pub(super) leads: Vec<LeadView>,
    /// Where the next page begins.
    #[serde(default)]
    pub(super) next: Option<String>,
}

/// Asks for a page, as the edge answers it.
pub(super) fn page_text(
    edge: &Edge,
    site: Option<&str>,
    query: &Query,
    (limit, cursor): (Option<&str>, Option<&str>),
) -> Result<String, Failure> {
    let json = serde_json::to_string(query).unwrap_or_default();
    edge.look("api/v1/leads/search", &[("site", site), ("limit", limit), ("cursor", cursor)], &json)
}

/// The leads that changed last.
pub(crate) fn first(edge: &Edge, site: Option<&str>, query: &Query) -> Result<Vec<LeadView>, Failure> {
    read(&page_text(edge, site, query, (Some("1"), None))?).map(|page: Page| page.leads)
}

/// Asks for everybody, and hands each page on as it comes.
pub(crate) fn all(
    edge: &Edge,
    site: Option<&str>,
    query: &Query,
    mut each: impl FnMut(Vec<LeadView>),
) -> Result<(), Failure> {
    let mut cursor: Option<String> = None;
    loop {
        let Page { leads, next } = read(&page_text(edge, site, query, (Some("200"), cursor.as_deref()))?)?;
        each(leads);
        match next {
            Some(next) => cursor = Some(next),
            None => return Ok(()),
        }
    }
}
